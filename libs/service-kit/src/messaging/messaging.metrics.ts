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
const lag = meter.createObservableGauge('countersign.consumer.lag', {
  description: 'records of a partition that were not handled yet',
  unit: '{record}',
});

/** What became of a record, in a transaction that committed. */
export type Outcome = 'handled' | 'duplicate' | 'own' | 'waiting' | 'held';

export const countRecord = (type: string, outcome: Outcome, code?: string): void =>
  records.add(1, { type, outcome, ...(code === undefined ? {} : { code }) });

export const recordDuration = (type: string, milliseconds: number): void =>
  duration.record(milliseconds / 1_000, { type });

/** Reports how far each partition is behind, by what `behind` says. Returns what ends that. */
export function observeLag(
  behind: () => Iterable<{ topic: string; partition: number; records: number }>,
): () => void {
  const report = (result: { observe(value: number, attributes: Record<string, string | number>): void }) => {
    for (const { topic, partition, records: count } of behind()) result.observe(count, { topic, partition });
  };
  lag.addCallback(report);
  return () => lag.removeCallback(report);
}

/** Reports, whenever metrics are collected, a number that `count` looks up; nothing when that fails. Returns what ends it. */
export function observeCount(name: string, description: string, count: () => Promise<number>): () => void {
  const gauge = meter.createObservableGauge(name, { description });
  const report = async (result: { observe(value: number): void }) => {
    const value = await count().catch(() => undefined);
    if (value !== undefined) result.observe(value);
  };
  gauge.addCallback(report);
  return () => gauge.removeCallback(report);
}
