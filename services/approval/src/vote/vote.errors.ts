import { CountersignError } from '@countersign/contracts';

/** Why a vote is not taken. One code each; the sentence tells the voter what to do. */
export type VoteRefusalCode =
  'VOTE_NOT_YOURS' | 'VOTE_EXCLUDED' | 'VOTE_NOT_IN_GROUP' | 'VOTE_TWICE' | 'VOTE_CLOSED';

/** There is no such task, or none that this person may decide: which of them, nobody is told. */
export class UnknownTask extends CountersignError {
  readonly code = 'VOTE_UNKNOWN_TASK';
  readonly retriable = false;

  constructor() {
    super('there is nothing of this kind to decide; look into your inbox again');
  }
}

export class VoteRefused extends CountersignError {
  readonly retriable = false;

  constructor(
    readonly code: VoteRefusalCode,
    message: string,
  ) {
    super(message);
  }
}
