import { CountersignError } from '@countersign/contracts';

/** The target cannot be read now. There is no observation then: silence, never a false absence. */
export class TargetUnreadable extends CountersignError {
  readonly code = 'TARGET_UNREADABLE';
  readonly retriable = true;
}

/** The target holds more than one observation takes. There is none then, because a part of it would look like absence. */
export class TooMuchToObserve extends CountersignError {
  readonly code = 'TOO_MUCH_TO_OBSERVE';
  readonly retriable = false;
}
