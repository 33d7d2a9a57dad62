import { CountersignError } from '@countersign/contracts';

/** The brokers did not answer in time. Asked again for as long as it takes. */
export class KafkaSilent extends CountersignError {
  readonly code = 'KAFKA_SILENT';
  readonly retriable = true;
}
