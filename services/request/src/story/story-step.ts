import type { StatementType } from '@countersign/contracts';

/** One statement in the story of a request. `iat` in ms. */
export interface StoryStep {
  readonly hash: string;
  readonly type: StatementType;
  readonly iss: string;
  readonly iat: number;
  readonly body: unknown;
}
