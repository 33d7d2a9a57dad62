import type { DesiredGrant } from '@countersign/contracts';
import { ordered } from '@countersign/contracts/provisioning/issue';
import type { EntityManager } from 'typeorm';
import { orderTopic, type ProvisioningDeps, urgentTopic } from '../provisioning-deps.js';
import { type Desired, lockPlace, type Place, saveOrdered } from './desired.store.js';

/** How an order for one place is made from the state before it. `applyBefore` null: nothing is added, so it goes the urgent way. */
export interface Composition {
  readonly key: string;
  readonly applyBefore: number | null;
  readonly compose: (grants: readonly DesiredGrant[]) => readonly DesiredGrant[];
}

const placeOrder = (a: Place, b: Place) =>
  `${a.system} ${a.account} ${a.permission}` < `${b.system} ${b.account} ${b.permission}` ? -1 : 1;

/** Orders the desired state of some places, in one order of locks: each row locked, composed, tokened, signed. */
export async function orderPlaces(
  deps: ProvisioningDeps,
  tx: EntityManager,
  places: readonly Place[],
  composition: Composition,
): Promise<void> {
  for (const place of [...places].sort(placeOrder))
    await orderPlace(deps, tx, await lockPlace(tx, place), composition);
}

async function orderPlace(
  deps: ProvisioningDeps,
  tx: EntityManager,
  before: Desired,
  { key, applyBefore, compose }: Composition,
): Promise<void> {
  const { system, account, permission } = before;
  const next = { ...before, grants: compose(before.grants), token: before.token + 1 };
  const desired = { grants: [...next.grants], adopted: false };
  const draft = ordered({ system, account, permission, desired, token: next.token, applyBefore } as never);
  const topic = applyBefore === null ? urgentTopic(system) : orderTopic(system);
  const { hash } = await deps.issuer.issue(tx, draft, { topic, key });
  await saveOrdered(tx, next, hash, deps.clock.now());
}
