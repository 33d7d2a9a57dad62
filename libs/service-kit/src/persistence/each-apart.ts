import type { EntityManager } from 'typeorm';
import { isDatabaseUnavailable } from './sql-state.js';
import { requireTransaction } from './transaction.js';

/**
 * Does `work` for each item, one after the other, each behind a savepoint: one that fails leaves nothing behind and keeps no other waiting;
 * `failed` is told of it. A database that is away, or a deadlock, ends all of it and is thrown. Throws `NOT_IN_TRANSACTION`.
 */
export async function eachApart<T>(
  tx: EntityManager,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
  failed: (item: T, error: unknown) => void,
): Promise<void> {
  requireTransaction(tx, 'working item by item');
  for (const item of items) {
    await tx.query('SAVEPOINT item');
    try {
      await work(item);
      await tx.query('RELEASE SAVEPOINT item');
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT item; RELEASE SAVEPOINT item');
      failed(item, error);
    }
  }
}
