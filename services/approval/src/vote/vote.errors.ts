import { CountersignError } from '@countersign/contracts';

/** Why a vote is not taken. One code each; the sentence tells the voter what to do. */
export type VoteRefusalCode =
  'VOTE_NOT_YOURS' | 'VOTE_EXCLUDED' | 'VOTE_NOT_IN_GROUP' | 'VOTE_TWICE' | 'VOTE_CLOSED';

/** A vote that is not taken. */
export class VoteRefused extends CountersignError {
  readonly retriable = false;

  constructor(
    readonly code: VoteRefusalCode,
    message: string,
  ) {
    super(message);
  }
}

/** There is no such task; whoever looks one up by its hash is told the same of one that would not take her no. */
export class UnknownTask extends CountersignError {
  readonly code = 'VOTE_UNKNOWN_TASK';
  readonly retriable = false;

  constructor() {
    super('there is nothing of this kind to decide; look into your inbox again');
  }
}
