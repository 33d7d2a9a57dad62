import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { NotInTransaction } from './errors.js';
import { isConcurrencyFailure } from './sql-state.js';

/** Three tries: a deadlock between two writers is over after one; more would hide a wrong lock order. */
const attempts = 3;
const backoffMs = 20;

/**
 * Runs `work` in one READ COMMITTED transaction on the primary; commits when it returns, rolls back when it throws.
 * A serialization failure or deadlock runs the whole of `work` again, at most twice, so it must have no effect outside of `tx`.
 */
export async function inTransaction<T>(ds: DataSource, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ds.transaction('READ COMMITTED', work);
    } catch (error) {
      if (attempt >= attempts || !isConcurrencyFailure(error)) throw error;
      await sleep(backoffMs * attempt);
    }
  }
}

/** Throws `NOT_IN_TRANSACTION` unless the manager is one that {@link inTransaction} (or a handler's context) gave. */
export function requireTransaction(tx: EntityManager, what: string): void {
  if (!tx.queryRunner?.isTransactionActive)
    throw new NotInTransaction(`${what} needs the manager of an open transaction`);
}
