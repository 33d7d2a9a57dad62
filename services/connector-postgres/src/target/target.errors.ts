import { Unavailable } from '@countersign/service-kit/persistence';

/**
 * The target did not do what was asked: away, too busy, or not set up. Nothing is concluded about what it holds; orders wait and are
 * given again for as long as it takes, because a removal must never be lost.
 */
export class TargetUnavailable extends Unavailable {
  readonly code = 'TARGET_UNAVAILABLE';
}
