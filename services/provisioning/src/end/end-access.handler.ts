import { factsAbout } from '@countersign/service-kit/facts';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import { clearedLines } from '../order/clearance.store.js';
import { orderPlaces } from '../order/compose-orders.handler.js';
import { withoutOverdue, withoutRequest } from '../order/desired.decision.js';
import { overduePlaces, type Place, placesOf } from '../order/desired.store.js';
import { markEnded, requestsFor } from '../order/request.store.js';
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
  const places = new Map(
    [...(await placesOf(tx, request)), ...(await clearedLines(tx, request))].map(
      ({ system, account, permission }) => [
        `${system} ${account} ${permission}`,
        { system, account, permission },
      ],
    ),
  );
  await orderPlaces(deps, tx, [...places.values()], {
    key: request,
    applyBefore: null,
    compose: (grants) => withoutRequest(grants, request),
  });
}

/** Orders places without what is over. Run by a timer; the connector does the same by itself when nobody tells it. */
export async function endOverdue(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  for (const place of await overduePlaces(tx, at, batch))
    await inRequestSpan(tx, place.request, 'end', () => orderWithoutOverdue(deps, tx, place, at));
}

const orderWithoutOverdue = (deps: ProvisioningDeps, tx: EntityManager, place: Place, at: number) =>
  orderPlaces(deps, tx, [place], {
    key: `${place.system} ${place.account}`,
    applyBefore: null,
    compose: (grants) => withoutOverdue(grants, at),
  });

/** Ends everything a person holds once she has left, unless she was hired again since. */
export async function endWorker(deps: ProvisioningDeps, tx: EntityManager, person: string): Promise<void> {
  const at = deps.clock.now();
  const facts = (await factsAbout(tx, [person])).filter((fact) => fact.effective <= at);
  const last = (type: string) =>
    Math.max(-1, ...facts.filter((fact) => fact.type === type).map((fact) => fact.effective));
  const left = last('worker.left.v1');
  if (left < 0 || left < last('worker.hired.v1')) return;
  for (const request of await requestsFor(tx, person)) await endRequest(deps, tx, request, 'WORKER_LEFT');
}

/** Ends workers whose last day has come. Run by a timer. */
export async function endWorkersDue(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  const rows: { worker: string }[] = await tx.query(
    `SELECT DISTINCT f.data->>'worker' AS worker FROM fact f
     JOIN request r ON r.beneficiary = f.data->>'worker' AND r.ended IS NULL
     WHERE f.type = 'worker.left.v1' AND f.effective <= $1`,
    [deps.clock.now()],
  );
  for (const { worker } of rows) await endWorker(deps, tx, worker);
}
