import type { DataSource } from 'typeorm';
import { gaps } from './chain-gap.store.js';
import type { Lane } from './lane.js';
import { observeCount, observeLag } from './messaging.metrics.js';
import { countQuarantined } from './quarantine.command.js';

/** Reports lag, quarantine and gaps. Returns what ends that. */
export function observeMessaging(ds: DataSource, lanes: readonly Lane[]): () => void {
  const ends = [
    observeLag(() => lanes.flatMap((lane) => [...lane.lag()])),
    observeCount('countersign.quarantine.held', 'records in quarantine that need a person', () =>
      countQuarantined(ds, 'held'),
    ),
    observeCount(
      'countersign.quarantine.waiting',
      'records in quarantine that are tried again by themselves',
      () => countQuarantined(ds, 'waiting'),
    ),
    observeCount(
      'countersign.chains.open',
      'chains that miss a number or contradict themselves',
      async () => (await gaps(ds)).length,
    ),
  ];
  return () => ends.forEach((end) => end());
}
