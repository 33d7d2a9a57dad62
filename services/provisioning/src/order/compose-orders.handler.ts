import type { DesiredGrant, Hash } from '@countersign/contracts';
import { clearanceSkewMs } from '@countersign/contracts/policy';
import { ordered } from '@countersign/contracts/provisioning/issue';
import type { EntityManager } from 'typeorm';
import { orderTopic, type ProvisioningDeps, urgentTopic } from '../provisioning-deps.js';
import { confirmOnceRunOut, usableUntil } from './clearance.store.js';
import { grantsLeft, isAdopted, requestsOf, withoutRequest } from './desired.decision.js';
import { type Desired, lockPlaces, type Place, saveOrdered, saveUntold } from './desired.store.js';

/**
 * How an order for one place is made from the state before it. `urgent`: it only takes away, and waits for no grant. Orders of one place may
 * overtake each other, in two lanes or, of two requests, in one: what stays may be new to its target, which adds it as long as its clearance lets it.
 */
export interface Composition {
  /** The request that is ordered for; null when the account alone is spoken of. */
  readonly key: string | null;
  readonly lane: 'urgent' | 'grants';
  /** What stays is not to be added where it is new: it may be from a memory that others have overtaken. */
  readonly addsNothing?: true;
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
  const reached = locked.filter((place) => composition.lane === 'grants' || isServed(deps, place));
  await leaveUnserved(
    deps,
    tx,
    locked.filter((place) => !reached.includes(place)),
    composition,
  );
  const changes = reached.map(({ grants, ...place }) => ({
    before: grants,
    next: { ...place, grants: composition.compose(grants) },
  }));
  const usable = await usableUntil(
    tx,
    changes.flatMap(({ next }) => next.grants),
  );
  for (const { before, next } of changes) {
    const applyBefore = latestOf(next.grants, usable);
    const isLate = applyBefore !== null && composition.addsNothing;
    await orderPlace(deps, tx, next, composition, isLate ? bygone(deps) : applyBefore);
    await confirmOnceRunOut(tx, requestsOf(grantsLeft(before, next.grants)));
  }
}

/** An instant (ms) that has passed by every clock: what is new then is late, and cleared anew. */
const bygone = ({ clock }: ProvisioningDeps): number => clock.now() - 2 * clearanceSkewMs;

/** When (ms) the last of these grants can be new to its target; null where there is none. */
function latestOf(grants: readonly DesiredGrant[], usable: ReadonlyMap<Hash, number>): number | null {
  const times = grants.flatMap(({ clearance }) => usable.get(clearance) ?? []);
  return times.length === 0 ? null : Math.max(...times);
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
    lane: 'urgent',
    compose: (grants) => withoutRequest(grants, request),
  });

async function orderPlace(
  deps: ProvisioningDeps,
  tx: EntityManager,
  composed: Desired,
  { key, lane }: Composition,
  applyBefore: number | null,
): Promise<void> {
  const { system, account, permission } = composed;
  const next = { ...composed, token: composed.token + 1 };
  const desired = {
    grants: [...next.grants],
    // what was not adopted goes out without any law
    adopted: composed.adoptedAt !== null && isAdopted(deps.trust().bundle, composed, deps.clock.now()),
  };
  const draft = ordered({ system, account, permission, desired, token: next.token, applyBefore } as never);
  const topic = lane === 'urgent' ? urgentTopic(system) : orderTopic(system);
  const { hash } = await deps.issuer.issue(tx, draft, { topic, key: key ?? `${system} ${account}` });
  await saveOrdered(tx, next, hash, deps.clock.now());
}
