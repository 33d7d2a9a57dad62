import { CountersignError } from '@countersign/contracts';

/** Why a vote is not taken. One code each; the sentence tells the voter what to do. */
export type VoteRefusalCode =
  | 'VOTE_UNKNOWN_TASK'
  | 'VOTE_NOT_YOURS'
  | 'VOTE_EXCLUDED'
  | 'VOTE_NOT_IN_GROUP'
  | 'VOTE_TWICE'
  | 'VOTE_CLOSED';

export class VoteRefused extends CountersignError {
  readonly retriable = false;

  constructor(
    readonly code: VoteRefusalCode,
    message: string,
  ) {
    super(message);
  }
}
