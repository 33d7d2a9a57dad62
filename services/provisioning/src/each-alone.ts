import type { EntityManager } from 'typeorm';
import type { ProvisioningDeps } from './provisioning-deps.js';

/** What a timer looks at in one run, and the transaction in which it has its turn. */
export interface Round<T> {
  readonly turn: EntityManager;
  readonly items: readonly T[];
}

/**
 * Does `work` for each item, one after the other, each in a transaction of its own: so it locks what it needs as a consumer does, holds
 * nothing for another one, and one that fails, by a deadlock too, keeps no other waiting; `failed` is told of it. A round that has lost its
 * turn, or its database, ends and is thrown.
 */
export async function eachAlone<T>(
  { inTransaction }: Pick<ProvisioningDeps, 'inTransaction'>,
  { turn, items }: Round<T>,
  work: (tx: EntityManager, item: T) => Promise<unknown>,
  failed: (item: T, error: unknown) => void,
): Promise<void> {
  for (const item of items) {
    await turn.query('SELECT 1');
    await inTransaction((tx) => work(tx, item)).catch((error: unknown) => failed(item, error));
  }
}
