import { ConflictsError } from '@countersign/conflicts';
import { assessed, held, vetoed } from '@countersign/contracts/policy/issue';
import type { ConflictSummary } from '@countersign/contracts';
import { sha256 } from '@countersign/statement';
import { factsAbout, factsOfType } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import { clearReserved, reserve } from '../clear/reserve.handler.js';
import { openFinding } from '../findings/finding.store.js';
import { excludedPersons } from '../identities/control-graph.decision.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { keepAssessment, type KnownRequest, lockRequest, moveRequest } from '../requests/request.store.js';
import { type LockedWorld, lockGraphShared, lockWorld } from '../world/world.store.js';
import { assess, type Assessment, type Why } from './assess.decision.js';
import { matrixOf } from './matrix.js';

/** A judgement together with what it was made on, under lock. */
export interface Judged {
  readonly assessment: Assessment;
  readonly world: LockedWorld;
  readonly excluded: readonly string[];
  readonly at: number;
}

/** Locks what the request touches and judges it as things are now. The request's own reservation is left out. */
export async function judgeNow(deps: PolicyDeps, tx: EntityManager, request: KnownRequest): Promise<Judged> {
  const { submitted } = request;
  const at = deps.clock.now();
  const { bundle } = deps.trust();
  const world = await lockWorld(tx, submitted.beneficiary, at, request.id);
  const parties = [submitted.requester, submitted.beneficiary, ...submitted.actors];
  const excluded = excludedPersons(world.controls, parties, at);
  try {
    const facts = await factsAbout(tx, [submitted.beneficiary]);
    const people = await factsOfType(tx, ['group.membership.v1']);
    const matrix = matrixOf(bundle);
    return {
      assessment: assess({ submitted, world, facts, people, excluded, bundle, matrix, at }),
      world,
      excluded,
      at,
    };
  } catch (error) {
    if (!(error instanceof ConflictsError)) throw error;
    return {
      assessment: { outcome: 'hold', reasons: [{ code: error.code, message: error.message }] },
      world,
      excluded,
      at,
    };
  }
}

/** Says no for good. */
export async function veto(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  conflicts: readonly ConflictSummary[],
  reasons: readonly Why[],
): Promise<void> {
  await moveRequest(tx, request, 'vetoed');
  const body = {
    request: request.id,
    hr: request.hr,
    ha: request.ha,
    conflicts: [...conflicts],
    reasons: [...reasons],
  };
  await deps.issuer.issue(tx, vetoed(body), { topic: policyTopic, key: request.id });
}

/** Says that it cannot be judged, and why. It is judged anew when a fact or the bundle changes, never by waiting. */
export async function hold(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  reasons: readonly Why[],
): Promise<void> {
  await moveRequest(tx, request, 'held');
  const body = { request: request.id, hr: request.hr, reasons: [...reasons] };
  await deps.issuer.issue(tx, held(body), { topic: policyTopic, key: request.id });
}

/**
 * Assesses a request: lists every conflict, sets stages, quorum and caps, or vetoes or holds it. A birthright needs no votes and is reserved
 * and cleared in the same transaction. Does nothing for a request that is past assessment.
 */
export async function assessRequest(deps: PolicyDeps, tx: EntityManager, id: string): Promise<void> {
  await lockGraphShared(tx);
  const request = await lockRequest(tx, id);
  if (!request || !['asked', 'held', 'assessed'].includes(request.state)) return;
  const judged = await judgeNow(deps, tx, request);
  const { assessment } = judged;
  if (assessment.outcome === 'veto') return veto(deps, tx, request, assessment.conflicts, assessment.reasons);
  if (assessment.outcome === 'hold') return hold(deps, tx, request, assessment.reasons);
  const known = await publishAssessment(deps, tx, request, judged, assessment);
  for (const conflict of assessment.recorded)
    await openFinding(
      tx,
      {
        code: `RULE_${conflict.rollout.toUpperCase()}`,
        subject: `${conflict.root} ${conflict.rule}`,
        message: conflict.title,
      },
      judged.at,
    );
  if (!assessment.birthright) return;
  const reservation = await reserve(tx, known, assessment);
  await clearReserved(deps, tx, known, reservation, judged.world.roots);
}

type Passing = Extract<Assessment, { outcome: 'pass' }>;

async function publishAssessment(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  { world, excluded }: Judged,
  assessment: Passing,
): Promise<KnownRequest> {
  const { bundle } = deps.trust();
  const { conflicts, lines, birthright, route } = assessment;
  const explanation = JSON.stringify({ conflicts, recorded: assessment.recorded });
  const hash = sha256(explanation);
  await tx.query('INSERT INTO explanation (hash, explanation) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    hash,
    explanation,
  ]);
  const draft = assessed({
    request: request.id,
    hr: request.hr,
    bundle: { number: bundle.number, hash: bundle.hash },
    roots: [...world.roots],
    lines: [...lines],
    conflicts: [...conflicts],
    explanation: hash,
    birthright,
    stages: birthright ? [] : [...route.stages],
    excluded: excluded as never[],
    until: route.until,
    deadline: birthright ? null : route.deadline,
  });
  const { hash: ha } = await deps.issuer.issue(tx, draft, { topic: policyTopic, key: request.id });
  await keepAssessment(tx, request.id, ha, draft.body);
  const moved = await moveRequest(tx, request, 'assessed');
  return { ...moved, ha, assessed: draft.body };
}
