import type { DesiredGrant } from '@countersign/contracts';
import { ordered } from '@countersign/contracts/provisioning/issue';
import { adoptedUntil } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { orderTopic, type ProvisioningDeps, urgentTopic } from '../provisioning-deps.js';
import { confirmOnceRunOut } from './clearance.store.js';
import { grantsLeft, requestsOf, withoutRequest } from './desired.decision.js';
import { type Desired, lockPlaces, type Place, saveOrdered } from './desired.store.js';

/** How an order for one place is made from the state before it. `applyBefore` null: nothing is added, so it goes the urgent way. */
export interface Composition {
  /** The request that is ordered for; null when the account alone is spoken of. */
  readonly key: string | null;
  readonly applyBefore: number | null;
  readonly compose: (grants: readonly DesiredGrant[]) => readonly DesiredGrant[];
}

/**
 * Orders the desired state of some places: all rows are locked, in one order for everybody, before the first order is signed, because signing
 * locks the chain; then each is composed, tokened, signed.
 */
export async function orderPlaces(
  deps: ProvisioningDeps,
  tx: EntityManager,
  places: readonly Place[],
  composition: Composition,
): Promise<void> {
  for (const place of await lockPlaces(tx, places)) await orderPlace(deps, tx, place, composition);
}

/** Orders places without anything of a request, at once. */
export const orderWithoutRequest = (
  deps: ProvisioningDeps,
  tx: EntityManager,
  request: string,
  places: readonly Place[],
): Promise<void> =>
  orderPlaces(deps, tx, places, {
    key: request,
    applyBefore: null,
    compose: (grants) => withoutRequest(grants, request),
  });

/** Whether what the target held before it was ordered may still stay, by the law in force. */
const isAdopted = ({ system, adoptedAt }: Desired, { trust, clock }: ProvisioningDeps): boolean =>
  adoptedAt !== null && clock.now() < adoptedUntil(trust().bundle, system, adoptedAt);

async function orderPlace(
  deps: ProvisioningDeps,
  tx: EntityManager,
  before: Desired,
  { key, applyBefore, compose }: Composition,
): Promise<void> {
  const { system, account, permission } = before;
  const next = { ...before, grants: compose(before.grants), token: before.token + 1 };
  const desired = { grants: [...next.grants], adopted: isAdopted(before, deps) };
  const draft = ordered({ system, account, permission, desired, token: next.token, applyBefore } as never);
  const topic = applyBefore === null ? urgentTopic(system) : orderTopic(system);
  const { hash } = await deps.issuer.issue(tx, draft, { topic, key: key ?? `${system} ${account}` });
  await saveOrdered(tx, next, hash, deps.clock.now());
  await confirmOnceRunOut(tx, requestsOf(grantsLeft(before.grants, next.grants)));
}
