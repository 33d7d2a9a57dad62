import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import { requestsRefusedInPart } from './reservation.store.js';
import { withdrawRequest } from './withdraw.handler.js';

/** Requests looked at per run of the timer. */
const batch = 100;
const refused = [
  { code: 'PART_REFUSED', message: 'a target refused a part of it, and it was asked for as all or nothing' },
];

/** Ends what was asked for as all or nothing and what one target refused a part of: the rest is taken away where it was given. Run by a timer. */
export async function endRefused(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  await eachRequest(
    deps,
    tx,
    { name: 'end what is refused in part', ids: await requestsRefusedInPart(tx, batch) },
    (request) => withdrawRequest(deps, tx, request, refused),
  );
}
