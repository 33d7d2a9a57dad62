import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { Gate } from './gate.js';
import { untilWaiting } from './until-waiting.js';

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
  const commit = new Gate();
  const one = inTransaction(ds, async (tx) => {
    const result = await first(tx);
    await commit.pass();
    return result;
  });
  await Promise.race([commit.reached, one]);
  const other = inTransaction(ds, second);
  const both = Promise.allSettled([one, other]);
  const waited = await untilWaiting(ds, other).finally(() => commit.open());
  const [a, b] = await both;
  return { first: a, second: b, waited };
}
