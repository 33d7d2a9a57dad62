import { CountersignError } from '@countersign/contracts';

/** Kafka did not acknowledge in time what was sent to one topic; it may have it, and gets it again. */
export class NotAcknowledged extends CountersignError {
  readonly code = 'NOT_ACKNOWLEDGED';
  readonly retriable = true;
}
