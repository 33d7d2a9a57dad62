import type { Hash } from '@countersign/contracts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import { eachAlone } from '../each-alone.js';
import {
  clearedLines,
  closeClearance,
  confirmOnceRunOut,
  keepWithdrawn,
  linesOfClearance,
} from '../order/clearance.store.js';
import { orderPlaces, orderWithoutRequest } from '../order/compose-orders.handler.js';
import { withoutClearance, withoutOverdue } from '../order/desired.decision.js';
import { lockPlaces, overduePlaces, type Place, placesOf } from '../order/desired.store.js';
import { knowRequest, markEnded } from '../order/request.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';

/** Places looked at per run of the timer. */
const batch = 200;

/**
 * Ends a request: nothing is ordered for it any more, and every place it ever had a line at is ordered without it, at once. Needs no approval,
 * no clearance, no policy. Ending twice does nothing.
 */
export async function endRequest(
  deps: ProvisioningDeps,
  tx: EntityManager,
  request: string,
  reason: string,
): Promise<void> {
  if (!(await markEnded(tx, request, reason))) return;
  await orderWithoutRequest(deps, tx, request, await everyPlaceOf(tx, request));
  await confirmOnceRunOut(tx, [request]);
}

/** Every place that a request has a grant at or was ever cleared for. */
export const everyPlaceOf = async (tx: EntityManager, request: string): Promise<Place[]> => [
  ...(await placesOf(tx, request)),
  ...(await clearedLines(tx, request)),
];

/**
 * Ends one clearance for good, also when it has not come yet: it is used no more, and what rests on it is ordered away. The request goes on;
 * policy may clear it anew. Places are locked before the clearance, as whoever takes in an answer does.
 */
export async function endClearance(
  deps: ProvisioningDeps,
  tx: EntityManager,
  request: string,
  clearance: Hash,
): Promise<void> {
  await knowRequest(tx, request, null);
  await keepWithdrawn(tx, clearance);
  const places = await lockPlaces(tx, await linesOfClearance(tx, clearance));
  await closeClearance(tx, clearance, 'spent', 'WITHDREW');
  const resting = places.filter(({ grants }) => withoutClearance(grants, clearance).length < grants.length);
  await orderPlaces(deps, tx, resting, {
    key: request,
    lane: 'urgent',
    compose: (grants) => withoutClearance(grants, clearance),
  });
}

/** Orders places without what is over. Run by a timer; the connector does the same by itself when nobody tells it. */
export async function endOverdue(deps: ProvisioningDeps, turn: EntityManager): Promise<void> {
  const at = await deps.clocks.latest(turn);
  await eachAlone(
    deps,
    { turn, items: await overduePlaces(turn, at, batch) },
    (tx, place) => inRequestSpan(tx, place.request, 'end', () => orderWithoutOverdue(deps, tx, place, at)),
    ({ request }, error) =>
      deps.log.error('access that is over cannot be ordered away yet', { request, error }),
  );
}

const orderWithoutOverdue = (deps: ProvisioningDeps, tx: EntityManager, place: Place, at: number) =>
  orderPlaces(deps, tx, [place], {
    key: null,
    lane: 'urgent',
    compose: (grants) => withoutOverdue(grants, at),
  });
