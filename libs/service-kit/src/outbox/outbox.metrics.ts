import { type ObservableResult, metrics } from '@opentelemetry/api';
import type { DataSource } from 'typeorm';
import { type OutboxBacklog, readBacklog } from './outbox.store.js';

const meter = metrics.getMeter('@countersign/service-kit');

/** Reports how much waits in the outbox and for how long, whenever metrics are collected. Returns what ends that. */
export function observeBacklog(ds: DataSource): () => void {
  const depth = meter.createObservableGauge('countersign.outbox.depth', {
    description: 'records waiting to be published',
    unit: '{record}',
  });
  const age = meter.createObservableGauge('countersign.outbox.age', {
    description: 'age of the oldest record waiting to be published',
    unit: 's',
  });
  const report = (value: (backlog: OutboxBacklog) => number) => async (result: ObservableResult) => {
    const backlog = await readBacklog(ds).catch(() => undefined);
    if (backlog) result.observe(value(backlog));
  };
  const [ofDepth, ofAge] = [report((b) => b.depth), report((b) => b.ageSeconds)];
  depth.addCallback(ofDepth);
  age.addCallback(ofAge);
  return () => {
    depth.removeCallback(ofDepth);
    age.removeCallback(ofAge);
  };
}
