import type { Script } from '../stage/script.js';
import type { Stage } from '../stage/stage.js';

/** The rest of a story: what it would have to wait a minute for is told when all other stories are. */
export type Later = () => Promise<void>;

/** A story of the demonstration: played on the running system, every claim checked by logging in to the target. */
export interface Story {
  readonly id: string;
  readonly title: string;
  readonly play: (stage: Stage, script: Script) => Promise<Later | void>;
}
