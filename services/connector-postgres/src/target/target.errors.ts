import { CountersignError } from '@countersign/contracts';
import { Unavailable } from '@countersign/service-kit/persistence';

/**
 * The target did not do what was asked: away, too busy, or not set up. Nothing is concluded about what it holds; orders wait and are
 * given again for as long as it takes, because a removal must never be lost.
 */
export class TargetUnavailable extends Unavailable {
  readonly code = 'TARGET_UNAVAILABLE';
}

/**
 * Somebody keeps this place from being changed: a lock of the target's administrators, a session that does not end, a statement that was
 * cancelled. Concerns this order alone, which is tried again; others go on.
 */
export class PlaceBusy extends CountersignError {
  readonly code = 'PLACE_BUSY';
  readonly retriable = true;
}
