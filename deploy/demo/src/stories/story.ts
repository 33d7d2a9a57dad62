import type { Script } from '../stage/script.js';
import type { Stage } from '../stage/stage.js';

/** A story of the demonstration: played on the running system, every claim checked by logging in to the target. */
export interface Story {
  readonly id: string;
  readonly title: string;
  readonly play: (stage: Stage, script: Script) => Promise<void>;
}
