import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import { requestsGoneInPart, requestsOver } from './reservation.store.js';
import { withdrawRequest } from './withdraw.handler.js';

/** Requests looked at per run of the timer. */
const batch = 100;
const over = [{ code: 'WINDOW_OVER', message: 'its time was over before all of it was applied' }];

const gone = [
  { code: 'PART_GONE', message: 'a part of it has ended, and another was not given before that' },
];

/** Ends what was to begin and never wholly did before its time, or that of a part of it, was over: its slots are not kept for ever. Run by a timer. */
export async function endOver(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const at = await deps.clocks.latest(tx);
  const inPart = await requestsGoneInPart(tx, at, batch);
  const ids = [...(await requestsOver(tx, at, batch)), ...inPart];
  await eachRequest(deps, tx, { name: 'end what is over', ids }, (request) =>
    withdrawRequest(deps, tx, request, inPart.includes(request.id) ? gone : over),
  );
}
