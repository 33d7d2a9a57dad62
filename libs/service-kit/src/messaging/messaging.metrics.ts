import { metrics } from '@opentelemetry/api';

const meter = metrics.getMeter('@countersign/service-kit');

const records = meter.createCounter('countersign.records', {
  description: 'records by what became of them: handled, duplicate, own, waiting, held',
  unit: '{record}',
});
const duration = meter.createHistogram('countersign.handler.duration', {
  description: 'time in the handlers of one record',
  unit: 's',
  // a handler is a few statements of SQL: most take milliseconds, and what takes seconds is to be seen
  advice: {
    explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
  },
});

/** What became of a record, in a transaction that committed. */
export type Outcome = 'handled' | 'duplicate' | 'own' | 'waiting' | 'held';

export const countRecord = (type: string, outcome: Outcome, code?: string): void =>
  records.add(1, { type, outcome, ...(code === undefined ? {} : { code }) });

export const recordDuration = (type: string, milliseconds: number): void =>
  duration.record(milliseconds / 1_000, { type });
