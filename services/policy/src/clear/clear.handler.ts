import { isDeepStrictEqual } from 'node:util';
import { held } from '@countersign/contracts/policy/issue';
import { CountersignError, validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import { factsAbout } from '@countersign/service-kit/facts';
import { parseStrictJson, readJws, type Statement, verifyVote } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { type Assessment } from '../assess/assess.decision.js';
import { assessRequest, hold, type Judged, judgeNow, veto } from '../assess/assess.handler.js';
import { openFinding } from '../findings/finding.store.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { keepApproval, type KnownRequest, lockRequest } from '../requests/request.store.js';
import { lockGraphShared } from '../world/world.store.js';
import { clearReserved, reserve } from './reserve.handler.js';
import { votesCarry } from './votes.decision.js';

const parseVote = validator(voteType, Vote);
const claimedVoter = (jws: string) => parseVote(parseStrictJson(readJws(jws).payload)).voter;

/**
 * Clears a request on its votes: judges again under lock, verifies every vote and every voter's eligibility itself, reserves, clears. An
 * approval that does not verify is held with a finding and changes nothing; one about an assessment that counts no longer is ignored.
 */
export async function clearApproved(
  deps: PolicyDeps,
  tx: EntityManager,
  approval: Statement<'approval.approved.v1'>,
): Promise<void> {
  await lockGraphShared(tx);
  const request = await lockRequest(tx, approval.body.request);
  if (
    !request ||
    request.state !== 'assessed' ||
    request.ha !== approval.body.ha ||
    request.hr !== approval.body.hr
  )
    return;
  const judged = await judgeNow(deps, tx, request);
  const { assessment } = judged;
  if (assessment.outcome === 'veto') return veto(deps, tx, request, assessment.conflicts, assessment.reasons);
  if (assessment.outcome === 'hold') return hold(deps, tx, request, assessment.reasons);
  if (demandsMore(request, assessment)) return assessRequest(deps, tx, request.id);
  const refusal = await refusalOf(deps, tx, request, judged, approval.body.votes);
  if (refusal) return disbelieve(deps, tx, request, approval, refusal, judged.at);
  await keepApproval(tx, request.id, approval.hash);
  const known = { ...request, approval: approval.hash };
  const reservation = await reserve(tx, known, assessment);
  await clearReserved(deps, tx, known, reservation, judged.world.roots);
}

/** A judgement that shows or demands anything else than what was voted on is voted on again (DESIGN, section 4). */
export function demandsMore(
  { assessed }: KnownRequest,
  now: Extract<Assessment, { outcome: 'pass' }>,
): boolean {
  const { conflicts, stages, lines } = assessed ?? {};
  const shown = {
    conflicts: now.conflicts,
    stages: now.birthright ? [] : now.route.stages,
    lines: now.lines,
  };
  return !isDeepStrictEqual({ conflicts, stages, lines }, shown);
}

/** Why the votes do not carry it, or null when they do. */
async function refusalOf(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  { excluded, at }: Judged,
  votes: readonly string[],
): Promise<string | null> {
  const { bundle, registry } = deps.trust();
  const { submitted, assessed, hr } = request;
  const ballot = { deployment: registry.deployment, request: request.id, hr, ha: request.ha as string };
  try {
    const facts = await factsAbout(tx, votes.map(claimedVoter));
    const verified = await Promise.all(votes.map((vote) => verifyVote(vote, ballot, facts, at)));
    const carried = votesCarry({
      stages: assessed?.stages ?? [],
      votes: verified,
      facts,
      excluded,
      submitted,
      bundle,
      at,
    });
    return carried ? null : 'QUORUM_NOT_MET: the votes of eligible people do not meet the route';
  } catch (error) {
    if (error instanceof CountersignError && !error.retriable) return `${error.code}: ${error.message}`;
    throw error;
  }
}

async function disbelieve(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  approval: Statement<'approval.approved.v1'>,
  why: string,
  at: number,
): Promise<void> {
  const message = `approval \`${approval.hash}\` is not believed: ${why}`.slice(0, 600);
  await openFinding(tx, { code: 'APPROVAL_NOT_BELIEVED', subject: request.id, message }, at);
  const body = { request: request.id, hr: request.hr, reasons: [{ code: 'APPROVAL_NOT_BELIEVED', message }] };
  await deps.issuer.issue(tx, held(body), { topic: policyTopic, key: request.id });
}
