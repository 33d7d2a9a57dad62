import { factsAbout } from '@countersign/service-kit/facts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import { hasLeftSince } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { eachAlone } from '../each-alone.js';
import { confirmOnceRunOut } from '../order/clearance.store.js';
import { orderPlaces } from '../order/compose-orders.handler.js';
import { withoutRequest } from '../order/desired.decision.js';
import type { Place } from '../order/desired.store.js';
import { markEnded, type OpenRequest, requestsFor, requestsOfLeavers } from '../order/request.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { endRequest, everyPlaceOf } from './end-access.handler.js';

const reason = 'WORKER_LEFT';

/**
 * Ends everything that was asked for a person before she left, whether she was hired again since or not. INVARIANT: all her requests are locked
 * first, in the order of their ids, then all their places, then each place is ordered once, in one order for everybody: whoever has signed waits
 * for nobody.
 */
export async function endWorker(deps: ProvisioningDeps, tx: EntityManager, person: string): Promise<void> {
  const ended: string[] = [];
  for (const { request } of await leftBehind(deps, tx, await requestsFor(tx, person)))
    if (await markEnded(tx, request, reason)) ended.push(request);
  const places: Place[] = [];
  for (const request of ended) places.push(...(await everyPlaceOf(tx, request)));
  await orderPlaces(deps, tx, places, {
    key: null,
    lane: 'urgent',
    compose: (grants) => ended.reduce<typeof grants>(withoutRequest, grants),
  });
  await confirmOnceRunOut(tx, ended);
}

/** Those of these requests whose beneficiary has left since they were asked. */
async function leftBehind(
  deps: ProvisioningDeps,
  tx: EntityManager,
  requests: readonly OpenRequest[],
): Promise<OpenRequest[]> {
  const at = await deps.clocks.latest(tx);
  const facts = await factsAbout(tx, [...new Set(requests.map(({ beneficiary }) => beneficiary))]);
  return requests.filter(({ beneficiary, askedAt }) => hasLeftSince(facts, beneficiary, askedAt, at));
}

/** Ends the requests of workers whose last day has come since they were asked. Run by a timer. */
export async function endWorkersDue(deps: ProvisioningDeps, turn: EntityManager): Promise<void> {
  await eachAlone(
    deps,
    {
      turn,
      items: await leftBehind(deps, turn, await requestsOfLeavers(turn, await deps.clocks.latest(turn))),
    },
    (tx, { request }) => inRequestSpan(tx, request, 'end', () => endRequest(deps, tx, request, reason)),
    ({ request }, error) =>
      deps.log.error('what somebody who left has cannot be ended yet', { request, error }),
  );
}
