import { cut } from '@countersign/contracts';
import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Passing } from '../assess/assess.decision.js';
import { publishAssessment } from '../assess/assess.handler.js';
import { type Judged, judgeNow } from '../assess/judge-now.handler.js';
import { hold, veto } from '../assess/refuse.handler.js';
import { lookAgainMs, onlyWaits } from '../assess/standstill.js';
import { openFinding } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { doubtedSince, keepApproval, type KnownRequest, lockTogether } from '../requests/request.store.js';
import { lockGraphFor } from '../world/graph-lock.store.js';
import { whyNotBelieved } from './check-votes.handler.js';
import { demandsMore, warnsMore } from './demands-more.decision.js';
import { giveUpFirst } from './give-up.handler.js';
import { clearReserved, reserve } from './reserve.handler.js';
import { withdrawRequest } from './withdraw.handler.js';

type Approval = Statement<'approval.approved.v1'>;

/** How long (ms) after the deadline an approval may still arrive that was signed before it: approvals are on their way for a while. */
const lateMs = 300_000;
/**
 * How long (ms) votes that a fact may be missing to wait for it, once for each assessment: one more look. Facts and approvals come by different
 * topics, a moment apart; whoever forges votes has them found so much later, and nothing else of it.
 */
const graceMs = lookAgainMs;

/** Whether votes on this are asked for, or have come already and wait for what stands in the way. */
const isAwaited = ({ state, ha, hr, approval }: KnownRequest, { hash, body }: Approval): boolean =>
  ha === body.ha && hr === body.hr && (state === 'assessed' || (state === 'held' && approval === hash));

const isLapsed = ({ assessed, approval }: KnownRequest, { hash, iat }: Approval, at: number): boolean =>
  assessed !== null &&
  assessed.deadline !== null &&
  (iat >= assessed.deadline || (approval !== hash && at >= assessed.deadline + lateMs));

/**
 * Clears a request on its votes: judges again under lock, verifies every vote and every voter's eligibility itself, reserves, clears. What only
 * has to wait keeps its votes. An approval that is not believed makes a finding and a new assessment, so that people are asked again; one that
 * comes for a lapsed assessment ends the request; one about an assessment that counts no longer is ignored.
 */
export async function clearApproved(deps: PolicyDeps, tx: EntityManager, approval: Approval): Promise<void> {
  await lockGraphFor(tx, deps.trust().bundle, [approval.body.request]);
  const request = await lockTogether(tx, approval.body.request);
  if (!request || !isAwaited(request, approval)) return;
  if (isLapsed(request, approval, deps.clock.now()))
    return withdrawRequest(deps, tx, request, [
      { code: 'LAPSED', message: 'the approval came after the deadline' },
    ]);
  const judged = await judgeNow(deps, tx, request);
  const { assessment } = judged;
  if (assessment.outcome === 'veto') return veto(deps, tx, request, assessment.conflicts, assessment.reasons);
  if (assessment.outcome === 'pass') return clearOn(deps, tx, request, judged, assessment, approval);
  if (onlyWaits(assessment.reasons)) await keepApproval(tx, request.id, approval.hash);
  await hold(deps, tx, request, assessment.reasons);
}

async function clearOn(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  judged: Judged,
  assessment: Passing,
  approval: Approval,
): Promise<void> {
  const { assessed } = request;
  const unvoted = demandsMore(assessed, assessment) || warnsMore(assessed, assessment);
  const doubt = unvoted ? null : await whyNotBelieved(deps, tx, request, judged, approval.body.votes);
  if (doubt?.mayPass && (await doubtedSince(tx, request.id, judged.at)) + graceMs > judged.at)
    return waitForFacts(deps, tx, request, approval, doubt.why);
  if (doubt) await reportDisbelief(tx, request, approval, doubt.why, judged.at);
  if (unvoted || doubt) return void (await publishAssessment(deps, tx, request, judged, assessment));
  await keepApproval(tx, request.id, approval.hash);
  const known = { ...request, approval: approval.hash };
  if (assessment.dropsFirst) return giveUpFirst(deps, tx, known, judged.at);
  const reservation = await reserve(deps, tx, known, judged, assessment);
  await clearReserved(deps, tx, known, reservation, judged);
}

/** Votes that some fact may be missing to are kept; nobody is asked anew, and nothing is found, before that has had its time to come. */
async function waitForFacts(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  { hash }: Approval,
  why: string,
): Promise<void> {
  await keepApproval(tx, request.id, hash);
  const message = cut(`facts about somebody who voted have not been read, perhaps: ${why}`, 600);
  await hold(deps, tx, request, [{ code: 'VOTER_NOT_READ', message }]);
}

async function reportDisbelief(
  tx: EntityManager,
  { id: subject }: KnownRequest,
  { hash }: Approval,
  why: string,
  at: number,
): Promise<void> {
  const message = cut(`approval \`${hash}\` is not believed: ${why}`, 600);
  await openFinding(tx, { code: 'APPROVAL_NOT_BELIEVED', subject, message }, at);
}
