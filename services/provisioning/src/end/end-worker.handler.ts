import { factsAbout } from '@countersign/service-kit/facts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import { hasLeft } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { eachAlone } from '../each-alone.js';
import { confirmOnceRunOut } from '../order/clearance.store.js';
import { orderPlaces } from '../order/compose-orders.handler.js';
import { withoutRequest } from '../order/desired.decision.js';
import type { Place } from '../order/desired.store.js';
import { markEnded, requestsFor, requestsOfLeavers } from '../order/request.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { endRequest, everyPlaceOf } from './end-access.handler.js';

const reason = 'WORKER_LEFT';

/**
 * Ends everything a person holds once she has left, unless she was hired again since. INVARIANT: all her requests are locked first, in the
 * order of their ids, then all their places, then each place is ordered once, in one order for everybody: whoever has signed waits for nobody.
 */
export async function endWorker(deps: ProvisioningDeps, tx: EntityManager, person: string): Promise<void> {
  if (!(await isGone(deps, tx, person))) return;
  const ended: string[] = [];
  for (const request of await requestsFor(tx, person))
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

const isGone = async (deps: ProvisioningDeps, tx: EntityManager, person: string): Promise<boolean> =>
  hasLeft(await factsAbout(tx, [person]), person, await deps.clocks.latest(tx));

/** Ends the requests of workers whose last day has come. Run by a timer. */
export async function endWorkersDue(deps: ProvisioningDeps, turn: EntityManager): Promise<void> {
  await eachAlone(
    deps,
    { turn, items: await requestsOfLeavers(turn, await deps.clocks.latest(turn)) },
    async (tx, { request, beneficiary }) => {
      if (await isGone(deps, tx, beneficiary))
        await inRequestSpan(tx, request, 'end', () => endRequest(deps, tx, request, reason));
    },
    ({ request }, error) =>
      deps.log.error('what somebody who left has cannot be ended yet', { request, error }),
  );
}
