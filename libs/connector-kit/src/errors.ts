import { CountersignError } from '@countersign/contracts';

/** The order is for another system. Not answered: its tokens count in another sequence. */
export class WrongSystem extends CountersignError {
  readonly code = 'WRONG_SYSTEM';
  readonly retriable = false;
}
