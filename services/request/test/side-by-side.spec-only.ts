import { setTimeout as pause } from 'node:timers/promises';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource, EntityManager } from 'typeorm';

type Work<T> = (tx: EntityManager) => Promise<T>;

/** How two transactions ended that were open together; `waited`: the second stood still until the first had committed. */
export interface SideBySide<A, B> {
  readonly first: PromiseSettledResult<A>;
  readonly second: PromiseSettledResult<B>;
  readonly waited: boolean;
}

/**
 * Lets `second` run while `first` has done all its work and not committed: a gate, no sleep. The first commits once the second waits
 * for one of its locks, or has ended without.
 */
export async function sideBySide<A, B>(
  ds: DataSource,
  first: Work<A>,
  second: Work<B>,
): Promise<SideBySide<A, B>> {
  let worked: () => void = () => undefined;
  let commit: () => void = () => undefined;
  const hasWorked = new Promise<void>((resolve) => (worked = resolve));
  const mayCommit = new Promise<void>((resolve) => (commit = resolve));
  const one = inTransaction(ds, async (tx) => {
    const result = await first(tx);
    worked();
    await mayCommit;
    return result;
  });
  await Promise.race([hasWorked, one]);
  let ended = false;
  const other = inTransaction(ds, second).finally(() => (ended = true));
  const both = Promise.allSettled([one, other]);
  while (!ended && !(await waiting(ds))) await pause(10);
  const waited = !ended;
  commit();
  const [a, b] = await both;
  return { first: a, second: b, waited };
}

async function waiting(ds: DataSource): Promise<boolean> {
  const rows: unknown[] = await ds.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}
