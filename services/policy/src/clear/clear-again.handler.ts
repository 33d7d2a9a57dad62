import { cut } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import type { Why } from '../assess/assess.decision.js';
import { type Judged, judgeNow } from '../assess/judge-now.handler.js';
import { lookAgainMs, onlyWaits } from '../assess/standstill.js';
import { openFinding } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import type { KnownRequest } from '../requests/request.store.js';
import { approvalOf } from './approval.store.js';
import { whyNotBelieved } from './check-votes.handler.js';
import { withdrawClearancesUnder } from './clearance.store.js';
import { demandsMore } from './demands-more.decision.js';
import { giveUp } from './give-up.handler.js';
import { closeApplied, reportNeverApplied } from './never-applied.store.js';
import {
  continuesHeld,
  postponeClearances,
  requestsToClear,
  reservationToClear,
} from './reservation.store.js';
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
 * again on the same reservation, and its votes are counted again; what is no longer allowed, or carried by nobody, is withdrawn, what only has
 * to wait, or has to give something up first, keeps its slots. What comes to nothing again and again is reported. Run by a timer; safe to run twice or side by side.
 * INVARIANT: what may wait for another replica's rows comes first: whoever has signed waits for nobody.
 */
export async function clearWaiting(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  await closeApplied(tx, at);
  await withdrawClearancesUnder(tx, deps.trust().bundle.number, at);
  const ids = await requestsToClear(tx, at, batch);
  const failed = await eachRequest(deps, tx, { name: 'clear again', ids }, (request) =>
    clearAgain(deps, tx, request),
  );
  await postponeClearances(tx, failed, at + failedPauseMs);
}

/** INVARIANT: whether it still waits is asked again under lock: another timer may have cleared it meanwhile, or an answer ended it. */
async function clearAgain(deps: PolicyDeps, tx: EntityManager, request: KnownRequest): Promise<void> {
  const reservation = await reservationToClear(tx, request.id, deps.clock.now());
  if (request.state !== 'cleared' || !reservation) return;
  const { id, starts } = reservation;
  if (starts > deps.clock.now() && !(await continuesHeld(tx, id)))
    return postponeClearances(tx, [request.id], starts);
  const judged = await judgeNow(deps, tx, request);
  const { assessment, at } = judged;
  if (assessment.outcome === 'hold' && onlyWaits(assessment.reasons))
    return postponeClearances(tx, [request.id], at + lookAgainMs);
  if (assessment.outcome !== 'pass') return withdrawRequest(deps, tx, request, assessment.reasons);
  if (demandsMore(request.assessed, assessment)) return withdrawRequest(deps, tx, request, [more]);
  const uncarried = await whyUncarried(deps, tx, request, judged);
  if (uncarried) {
    await openFinding(tx, { ...uncarried, subject: request.id }, at);
    return withdrawRequest(deps, tx, request, [uncarried]);
  }
  if (assessment.dropsFirst) {
    await giveUp(deps, tx, request);
    return postponeClearances(tx, [request.id], at + lookAgainMs);
  }
  await reportNeverApplied(tx, reservation, at);
  await clearReserved(deps, tx, request, reservation, judged);
}

/** Why nobody's votes carry this any longer (INVARIANTS I1: judged in each clearance's transaction); null when they do, or none are needed. */
async function whyUncarried(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  judged: Judged,
): Promise<Why | null> {
  if (request.assessed?.birthright) return null;
  const approval = await approvalOf(tx, request, deps.trust().registry);
  const disbelief = await whyNotBelieved(deps, tx, request, judged, approval?.body.votes ?? []);
  return disbelief && { code: 'VOTES_COUNT_NO_LONGER', message: cut(disbelief.why, 600) };
}
