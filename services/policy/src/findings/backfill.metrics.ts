import { observeGauge } from '@countersign/service-kit/observability';
import type { DataSource } from 'typeorm';
import { backfill } from './backfill.store.js';

/** How much is still to be looked at under the law in force, 0 where nothing is. Returns what ends the report. */
export const observeBackfill = (database: DataSource): (() => void) =>
  observeGauge(
    'countersign.backfill.waiting',
    '{scan}',
    'what everybody holds that was not looked at yet under the bundle in force',
    async () => {
      const { roots, headCounts } = await backfill(database);
      return [
        { value: roots, attributes: { of: 'roots' } },
        { value: headCounts, attributes: { of: 'head_counts' } },
      ];
    },
  );
