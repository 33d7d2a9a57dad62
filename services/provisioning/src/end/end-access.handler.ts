import type { Hash } from '@countersign/contracts';
import { factsAbout } from '@countersign/service-kit/facts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import { eachApart } from '@countersign/service-kit/persistence';
import { hasLeft } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { clearedLines, spendClearance } from '../order/clearance.store.js';
import { orderPlaces, orderWithoutRequest } from '../order/compose-orders.handler.js';
import { withoutClearance, withoutOverdue } from '../order/desired.decision.js';
import { overduePlaces, type Place, placesOf } from '../order/desired.store.js';
import { lockRequest, markEnded, requestsFor } from '../order/request.store.js';
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
  const places = [...(await placesOf(tx, request)), ...(await clearedLines(tx, request))];
  await orderWithoutRequest(deps, tx, request, places);
}

/**
 * Ends one clearance for good: it is used no more, and what was ordered on it is ordered away. The request goes on; policy may clear it anew.
 */
export async function endClearance(
  deps: ProvisioningDeps,
  tx: EntityManager,
  request: string,
  clearance: Hash,
): Promise<void> {
  await lockRequest(tx, request);
  const lines = await spendClearance(tx, clearance, 'WITHDREW');
  await orderPlaces(deps, tx, lines, {
    key: request,
    applyBefore: null,
    compose: (grants) => withoutClearance(grants, clearance),
  });
}

/** Orders places without what is over. Run by a timer; the connector does the same by itself when nobody tells it. */
export async function endOverdue(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  await eachApart(
    tx,
    await overduePlaces(tx, at, batch),
    (place) => inRequestSpan(tx, place.request, 'end', () => orderWithoutOverdue(deps, tx, place, at)),
    ({ request }, error) =>
      deps.log.error('access that is over cannot be ordered away yet', { request, error }),
  );
}

const orderWithoutOverdue = (deps: ProvisioningDeps, tx: EntityManager, place: Place, at: number) =>
  orderPlaces(deps, tx, [place], {
    key: `${place.system} ${place.account}`,
    applyBefore: null,
    compose: (grants) => withoutOverdue(grants, at),
  });

/** Ends everything a person holds once she has left, unless she was hired again since. */
export async function endWorker(deps: ProvisioningDeps, tx: EntityManager, person: string): Promise<void> {
  for (const request of await requestsOfLeaver(deps, tx, person))
    await endRequest(deps, tx, request, 'WORKER_LEFT');
}

async function requestsOfLeaver(
  deps: ProvisioningDeps,
  tx: EntityManager,
  person: string,
): Promise<readonly string[]> {
  const gone = hasLeft(await factsAbout(tx, [person]), person, deps.clock.now());
  return gone ? requestsFor(tx, person) : [];
}

/** Ends workers whose last day has come. Run by a timer. */
export async function endWorkersDue(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  const rows: { worker: string }[] = await tx.query(
    `SELECT DISTINCT f.data->>'worker' AS worker FROM fact f
     JOIN request r ON r.beneficiary = f.data->>'worker' AND r.ended IS NULL
     WHERE f.type = 'worker.left.v1' AND f.effective <= $1`,
    [deps.clock.now()],
  );
  await eachApart(
    tx,
    rows,
    async ({ worker }) => {
      for (const request of await requestsOfLeaver(deps, tx, worker))
        await inRequestSpan(tx, request, 'end', () => endRequest(deps, tx, request, 'WORKER_LEFT'));
    },
    (_, error) => deps.log.error('somebody who has left cannot be ended yet', { error }),
  );
}
