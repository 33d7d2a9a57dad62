import type { Observed, Seen } from '@countersign/contracts/observer';
import { takeLook } from '@countersign/service-kit/observations';
import { adoptedUntil, adopts } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { orderPlaces } from '../order/compose-orders.handler.js';
import { isAdopted } from '../order/desired.decision.js';
import {
  adoptedPlaces,
  type Desired,
  lockPlaces,
  nameOf,
  orderedPlaces,
  type Place,
  saveAdopted,
} from '../order/desired.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { dealtWith } from './dealt-with.store.js';
import { fateOf } from './unordered.decision.js';

/**
 * Places ordered away, or adopted, for one observation; the next one finds the rest, since what was dealt with longest ago comes first. Orders are
 * signed one by one; what is adopted is only written down, and policy adopts all of it at once: the bound keeps the transaction short.
 */
const most = { away: 500, adopted: 10_000 };

/**
 * Takes in one part of an observation; when it is complete, deals with what the target holds and nobody ordered: adopted while the law lets the
 * system adopt, else ordered away. Needs no approval and no clearance, and gives nobody anything: an observer that lies brings about an order
 * for what is not there. Only permissions that the bundle has a name for are ordered away; of others policy makes findings. While our own topic
 * holds more than we remember nothing is done: what was ordered and forgotten would be taken from everybody.
 * INVARIANT: all places are locked, in one order for everybody, before the first is ordered, and looked at again under the lock: what was
 * ordered meanwhile is left alone.
 */
export async function takeObservation(
  deps: ProvisioningDeps,
  tx: EntityManager,
  body: Observed,
): Promise<void> {
  const seen = await takeLook(deps, tx, body);
  if (!seen || (await deps.hasGap(tx, 'provisioning'))) return;
  const held = placesIn(seen);
  const wanted = new Set((await orderedPlaces(tx, seen.system)).map(nameOf));
  const adopted = await adoptedPlaces(tx, seen.system);
  const there = new Set(held.map(nameOf));
  const { bundle } = deps.trust();
  const unordered = held.filter(
    (place) => !wanted.has(nameOf(place)) && bundle.entitlementsAt(place.system, place.permission).length > 0,
  );
  const left = adopted.filter((place) => !there.has(nameOf(place)));
  const due = await dueFirst(deps, tx, seen.system, unordered);
  const now = due.slice(0, adopts(bundle, seen.system) ? most.adopted : most.away);
  await settle(deps, tx, seen, await lockPlaces(tx, [...now, ...left]), there);
}

/** Of places that hold what nobody ordered those with which something may be to do, what was never dealt with first: none keeps another waiting for ever. */
async function dueFirst(
  deps: ProvisioningDeps,
  tx: EntityManager,
  system: string,
  places: readonly Place[],
): Promise<Place[]> {
  const [known, { bundle }, now] = [await dealtWith(tx, system), deps.trust(), deps.clock.now()];
  const staysAdopted = (place: Place) => {
    const adoptedAt = known.get(nameOf(place))?.adoptedAt ?? null;
    return isAdopted(bundle, { system, adoptedAt }, now);
  };
  const since = (place: Place) => known.get(nameOf(place))?.orderedAt ?? -Infinity;
  const sooner = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return places.filter((place) => !staysAdopted(place)).sort((a, b) => sooner(since(a), since(b)));
}

async function settle(
  deps: ProvisioningDeps,
  tx: EntityManager,
  { system, begun }: Seen,
  places: readonly Desired[],
  there: ReadonlySet<string>,
): Promise<void> {
  const now = deps.clock.now();
  const { bundle } = deps.trust();
  const looking = {
    ...{ adopts: adopts(bundle, system), begun, now },
    mayStayUntil: (adoptedAt: number) => adoptedUntil(bundle, system, adoptedAt),
  };
  const isThere = (place: Place) => there.has(nameOf(place));
  const fates = places.filter(isThere).map((place) => ({ place, fate: fateOf(place, looking) }));
  const withFate = (wanted: string) => fates.flatMap(({ place, fate }) => (fate === wanted ? [place] : []));
  await saveAdopted(tx, withFate('adopt'), now);
  await saveAdopted(
    tx,
    places.filter((place) => !isThere(place)),
    null,
  );
  const removed = withFate('remove');
  if (removed.length > 0)
    deps.log.warn('what nobody ordered is ordered away', { system, places: removed.length });
  await orderPlaces(deps, tx, removed, { key: null, lane: 'urgent', compose: (grants) => [...grants] });
}

/** Each place that is held by itself, once: what only follows from another goes with that. */
const placesIn = ({ system, holdings }: Seen): Place[] => [
  ...new Map(
    holdings
      .filter(({ via }) => via.length === 0)
      .map(({ account, permission }) => ({ system, account, permission }))
      .map((place) => [nameOf(place), place]),
  ).values(),
];
