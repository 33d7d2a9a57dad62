import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import { requestsOver } from './reservation.store.js';
import { withdrawRequest } from './withdraw.handler.js';

/** Requests looked at per run of the timer. */
const batch = 100;
const over = [{ code: 'WINDOW_OVER', message: 'its time was over before all of it was applied' }];

/** Ends what was to begin and never wholly did before its time was over: its slots are not kept for ever. Run by a timer. */
export async function endOver(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const ids = await requestsOver(tx, await deps.clocks.latest(tx), batch);
  await eachRequest(deps, tx, { name: 'end what is over', ids }, (request) =>
    withdrawRequest(deps, tx, request, over),
  );
}
