import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';

/** PostgreSQL refused this order of events, not the work itself: serialization failure, deadlock. */
const retriableStates = new Set(['40001', '40P01']);
/** Three tries: a deadlock between two writers is over after one; more would hide a wrong lock order. */
const attempts = 3;
const backoffMs = 20;

const sqlState = (error: unknown): string | undefined =>
  (error as { driverError?: { code?: string } } | undefined)?.driverError?.code;

/**
 * Runs `work` in one READ COMMITTED transaction on the primary; commits when it returns, rolls back when it throws.
 * A serialization failure or deadlock runs the whole of `work` again, at most twice, so it must have no effect outside of `tx`.
 */
export async function inTransaction<T>(ds: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ds.transaction('READ COMMITTED', work);
    } catch (error) {
      if (attempt >= attempts || !retriableStates.has(sqlState(error) ?? '')) throw error;
      await sleep(backoffMs * attempt);
    }
  }
}
