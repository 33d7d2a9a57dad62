import type { DataSource } from 'typeorm';
import { observeGauge } from '../observability/index.js';
import { readBacklog } from './outbox.store.js';

/** Reports how much waits in the outbox and for how long, whenever metrics are collected. Returns what ends that. */
export function observeBacklog(ds: DataSource): () => void {
  const ends = [
    observeGauge('countersign.outbox.depth', '{record}', 'records waiting to be published', async () => {
      const { depth } = await readBacklog(ds);
      return depth;
    }),
    observeGauge(
      'countersign.outbox.age',
      's',
      'age of the oldest record waiting to be published',
      async () => {
        const { ageSeconds } = await readBacklog(ds);
        return ageSeconds;
      },
    ),
  ];
  return () => ends.forEach((end) => end());
}
