import { aMonday, fixedClock, keyring } from '@countersign/testing';
import type { KeyRegistry } from '@countersign/statement';
import type { DataSource } from 'typeorm';
import { GovernanceStore } from '../src/governance/index.js';
import { inTransaction } from '../src/persistence/index.js';

export const deployment = 'acme';
export const ring = keyring(deployment);
export const registry: KeyRegistry = ring.registry();
export const clock = fixedClock(aMonday);

/** A governance store; with a bundle and a registry in force unless `empty`. */
export async function aGovernanceStore(
  dataSource: DataSource,
  { empty = false } = {},
): Promise<GovernanceStore> {
  const store = new GovernanceStore({ dataSource, custodians: ring.custodians, clock });
  if (empty) return store;
  await govern(store, dataSource, 'governance.bundle.v1', await ring.signedBundle(ring.bundle().document));
  await govern(store, dataSource, 'governance.keys.v1', await ring.signedRegistry(ring.registryDocument()));
  return store;
}

/** Lets a document take force as if it had been read from its topic. */
export async function govern(
  store: GovernanceStore,
  ds: DataSource,
  type: string,
  bytes: Buffer,
): Promise<void> {
  const document = await store.verify(type, bytes);
  await inTransaction(ds, (tx) => store.accept(tx, document, bytes));
  await store.refresh();
}
