import { CountersignError } from '@countersign/contracts';

/** The order is for another system. Not answered: its tokens count in another sequence. */
export class WrongSystem extends CountersignError {
  readonly code = 'WRONG_SYSTEM';
  readonly retriable = false;
}

/** The target cannot be reached, or is too busy to answer in time. Nothing is concluded about what it holds. */
export class TargetUnavailable extends CountersignError {
  readonly code = 'TARGET_UNAVAILABLE';
  readonly retriable = true;
}
