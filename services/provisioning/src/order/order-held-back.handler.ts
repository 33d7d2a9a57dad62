import type { RequestId } from '@countersign/contracts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import { eachApart } from '@countersign/service-kit/persistence';
import type { EntityManager } from 'typeorm';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { openClearances, requestsHeldBack } from './clearance.store.js';
import { lockPlaces, type Place } from './desired.store.js';
import { orderCleared } from './order-cleared.handler.js';
import { lockRequest } from './request.store.js';

/**
 * The requests that wait at a place for what its connector says, in order; most often none. INVARIANT: called before the answer is taken in, and
 * everything that ordering them may lock is locked here, requests before places, as whoever orders does: so whoever has signed waits for nobody,
 * but for another answer of the same transaction: what locks crosswise then is tried again, as everything is.
 */
export async function lockHeldBack(
  tx: EntityManager,
  place: Place & { readonly token: number },
): Promise<readonly RequestId[]> {
  const requests = await requestsHeldBack(tx, place);
  for (const request of requests) await lockRequest(tx, request);
  const places: Place[] = [];
  for (const request of requests)
    for (const { lines } of await openClearances(tx, request)) places.push(...lines);
  if (requests.length > 0) await lockPlaces(tx, [place, ...places]);
  return requests;
}

/** Orders what may go now that an answer was taken in; what fails is ordered by the timer, and the answer counts all the same. */
export async function orderHeldBack(
  deps: ProvisioningDeps,
  tx: EntityManager,
  requests: readonly RequestId[],
): Promise<void> {
  await eachApart(
    tx,
    requests,
    (request) => inRequestSpan(tx, request, 'order next', () => orderCleared(deps, tx, request)),
    (request, error) => deps.log.error('what waited cannot be ordered yet', { request, error }),
  );
}
