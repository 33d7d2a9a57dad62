import { CountersignError } from '@countersign/contracts';

/** The service lacks something it needs; the sentence says what. */
export class NotWorking extends CountersignError {
  readonly code = 'SERVICE_NOT_WORKING';
  readonly retriable = true;
}
