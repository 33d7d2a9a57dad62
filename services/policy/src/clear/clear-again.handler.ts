import type { EntityManager } from 'typeorm';
import { judgeNow } from '../assess/judge-now.handler.js';
import { lookAgainMs, onlyWaits } from '../assess/standstill.js';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import type { KnownRequest } from '../requests/request.store.js';
import { withdrawClearancesUnder } from './clearance.store.js';
import { demandsMore } from './demands-more.decision.js';
import { postponeClearances, requestsToClear, reservationToClear } from './reservation.store.js';
import { clearReserved } from './reserve.handler.js';
import { withdrawRequest } from './withdraw.handler.js';

/** Requests looked at per run of the timer. */
const batch = 50;
/** One that could not be judged is left alone for so long, ms. */
const failedPauseMs = 60_000;
const more = {
  code: 'DEMANDS_MORE',
  message: 'what would have to be decided is not what was voted on; ask again',
};

/**
 * Clears what waits on a reservation: a start that has come, or a clearance that ran out or was withdrawn before it was applied. Each is judged
 * again on the same reservation; what is no longer allowed is withdrawn, what only has to wait keeps its slots. Run by a timer; safe to run
 * twice or side by side.
 */
export async function clearWaiting(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  await withdrawClearancesUnder(tx, deps.trust().bundle.number, at);
  const ids = await requestsToClear(tx, at, batch);
  const failed = await eachRequest(deps, tx, { name: 'clear again', ids }, (request) =>
    clearAgain(deps, tx, request),
  );
  await postponeClearances(tx, failed, at + failedPauseMs);
}

/** INVARIANT: whether it still waits is asked again under the request's lock: another timer may have cleared it meanwhile. */
async function clearAgain(deps: PolicyDeps, tx: EntityManager, request: KnownRequest): Promise<void> {
  const reservation = await reservationToClear(tx, request.id, deps.clock.now());
  if (request.state !== 'cleared' || !reservation) return;
  const { assessment, world, at } = await judgeNow(deps, tx, request);
  if (assessment.outcome === 'hold' && onlyWaits(assessment.reasons))
    return postponeClearances(tx, [request.id], at + lookAgainMs);
  if (assessment.outcome !== 'pass') return withdrawRequest(deps, tx, request, assessment.reasons);
  if (demandsMore(request.assessed, assessment)) return withdrawRequest(deps, tx, request, [more]);
  await clearReserved(deps, tx, request, reservation, world.roots);
}
