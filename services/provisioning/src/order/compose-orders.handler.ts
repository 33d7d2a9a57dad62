import type { DesiredGrant } from '@countersign/contracts';
import { ordered } from '@countersign/contracts/provisioning/issue';
import type { EntityManager } from 'typeorm';
import { orderTopic, type ProvisioningDeps, urgentTopic } from '../provisioning-deps.js';
import { addedBefore, confirmOnceRunOut } from './clearance.store.js';
import { grantsLeft, isAdopted, requestsOf, withoutRequest } from './desired.decision.js';
import { type Desired, lockPlaces, type Place, saveOrdered, saveUntold } from './desired.store.js';

/**
 * How an order for one place is made from the state before it. `applyBefore` null: nothing is added, so it goes the urgent way. There it may overtake
 * what was ordered before it: what stays may be new to its target, which may add it as long as its own clearance allows.
 */
export interface Composition {
  /** The request that is ordered for; null when the account alone is spoken of. */
  readonly key: string | null;
  readonly applyBefore: number | null;
  readonly compose: (grants: readonly DesiredGrant[]) => readonly DesiredGrant[];
}

/**
 * Orders the desired state of some places: all rows are locked, in one order for everybody, before the first order is signed, because signing
 * locks the chain; then each is composed, tokened, signed. INVARIANT: a system that is not served keeps no removal elsewhere from going out; a
 * grant there throws `UNKNOWN_TOPIC`.
 */
export async function orderPlaces(
  deps: ProvisioningDeps,
  tx: EntityManager,
  places: readonly Place[],
  composition: Composition,
): Promise<void> {
  const locked = await lockPlaces(tx, places);
  const reached = locked.filter((place) => composition.applyBefore !== null || isServed(deps, place));
  await leaveUnserved(
    deps,
    tx,
    locked.filter((place) => !reached.includes(place)),
    composition,
  );
  for (const place of reached) await orderPlace(deps, tx, place, composition);
}

/** Whether orders that only remove reach a system: one may have been taken out of what this duty serves. */
export const isServed = ({ issuer }: ProvisioningDeps, { system }: Pick<Place, 'system'>): boolean =>
  issuer.writes(urgentTopic(system));

/**
 * Nobody can be told what is to go at these places: it is wanted no longer all the same, so that it comes up once, and what is seen there when
 * the system is served again is what nobody ordered.
 */
async function leaveUnserved(
  deps: ProvisioningDeps,
  tx: EntityManager,
  places: readonly Desired[],
  { compose }: Composition,
): Promise<void> {
  for (const before of places) {
    const next = { ...before, grants: compose(before.grants) };
    await saveUntold(tx, next);
    await confirmOnceRunOut(tx, requestsOf(grantsLeft(before.grants, next.grants)));
  }
  for (const system of new Set(places.map((place) => place.system)))
    deps.log.error('access in a system that is not served cannot be ordered away', {
      system,
      places: places.filter((place) => place.system === system).length,
    });
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

async function orderPlace(
  deps: ProvisioningDeps,
  tx: EntityManager,
  before: Desired,
  { key, applyBefore, compose }: Composition,
): Promise<void> {
  const { system, account, permission } = before;
  const next = { ...before, grants: compose(before.grants), token: before.token + 1 };
  const desired = {
    grants: [...next.grants],
    // what was not adopted goes out without any law
    adopted: before.adoptedAt !== null && isAdopted(deps.trust().bundle, before, deps.clock.now()),
  };
  const body = { system, account, permission, desired, token: next.token };
  const draft = ordered({
    ...body,
    applyBefore: applyBefore ?? (await addedBefore(tx, next.grants)),
  } as never);
  const topic = applyBefore === null ? urgentTopic(system) : orderTopic(system);
  const { hash } = await deps.issuer.issue(tx, draft, { topic, key: key ?? `${system} ${account}` });
  await saveOrdered(tx, next, hash, deps.clock.now());
  await confirmOnceRunOut(tx, requestsOf(grantsLeft(before.grants, next.grants)));
}
