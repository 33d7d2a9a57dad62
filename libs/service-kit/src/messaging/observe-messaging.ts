import type { DataSource } from 'typeorm';
import { observeGauge } from '../observability/index.js';
import { gaps } from './chain-gap.store.js';
import type { Lag, Lane } from './lane.js';
import { countQuarantined } from './quarantine.command.js';

const asObserved = ({ topic, partition, records }: Lag) => ({
  value: records,
  attributes: { topic, partition },
});

/** Reports lag, quarantine and gaps. Returns what ends that. */
export function observeMessaging(ds: DataSource, lanes: readonly Lane[]): () => void {
  const record = '{record}';
  const ends = [
    observeGauge('countersign.consumer.lag', record, 'records of a partition not handled yet', () =>
      lanes.flatMap((lane) => [...lane.lag()].map(asObserved)),
    ),
    observeGauge(
      'countersign.quarantine.held',
      record,
      'records in quarantine that need a person',
      async () => countQuarantined(ds, 'held'),
    ),
    observeGauge(
      'countersign.quarantine.waiting',
      record,
      'records in quarantine that are tried again by themselves',
      async () => countQuarantined(ds, 'waiting'),
    ),
    observeGauge(
      'countersign.chains.open',
      '{chain}',
      'chains that miss a number or contradict themselves',
      async () => (await gaps(ds)).length,
    ),
  ];
  return () => ends.forEach((end) => end());
}
