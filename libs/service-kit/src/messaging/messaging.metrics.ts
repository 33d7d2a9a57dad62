import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@countersign/service-kit');

const records = meter.createCounter('countersign.records', {
  description: 'records by what became of them: handled, duplicate, own, waiting, held',
  unit: '{record}',
});
const duration = meter.createHistogram('countersign.handler.duration', {
  description: 'time in the handlers of one record',
  unit: 's',
});

/** What became of a record, in a transaction that committed. */
export type Outcome = 'handled' | 'duplicate' | 'own' | 'waiting' | 'held';

export const countRecord = (type: string, outcome: Outcome, code?: string): void =>
  records.add(1, { type, outcome, ...(code === undefined ? {} : { code }) });

export const recordDuration = (type: string, milliseconds: number): void =>
  duration.record(milliseconds / 1_000, { type });
