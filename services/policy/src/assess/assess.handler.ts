import { assessed } from '@countersign/contracts/policy/issue';
import { sha256 } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { closeIfGivenUp, giveUpFirst } from '../clear/give-up.handler.js';
import { clearReserved, reserve } from '../clear/reserve.handler.js';
import { openFinding } from '../findings/finding.store.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { keepAssessment, type KnownRequest, lockTogether, moveRequest } from '../requests/request.store.js';
import { lockGraphFor } from '../world/graph-lock.store.js';
import type { Passing } from './assess.decision.js';
import { contendsWith } from './contends.handler.js';
import { type Judged, judgeNow } from './judge-now.handler.js';
import { hold, veto } from './refuse.handler.js';

/**
 * Assesses a request: lists every conflict, sets stages, quorum and caps, or vetoes or holds it. A birthright needs no votes and is reserved
 * and cleared in the same transaction, after what it gives up where the two must not meet. What was given up before it was known ends instead. Does nothing for a request that is past assessment.
 */
export async function assessRequest(deps: PolicyDeps, tx: EntityManager, id: string): Promise<void> {
  await lockGraphFor(tx, deps.trust().bundle, [id]);
  const request = await lockTogether(tx, id);
  if (!request || !['asked', 'held', 'assessed'].includes(request.state)) return;
  const judged = await judgeNow(deps, tx, request);
  if (request.state === 'asked' && (await closeIfGivenUp(deps, tx, request))) return;
  const { assessment } = judged;
  if (assessment.outcome === 'veto') return veto(deps, tx, request, assessment.conflicts, assessment.reasons);
  if (assessment.outcome === 'hold') return hold(deps, tx, request, assessment.reasons);
  if (assessment.birthright && assessment.dropsFirst) return giveUpFirst(deps, tx, request, judged.at);
  const known = await publishAssessment(deps, tx, request, judged, assessment);
  if (!assessment.birthright) return;
  const reservation = await reserve(deps, tx, known, judged, assessment);
  await clearReserved(deps, tx, known, reservation, judged);
}

const nothingPending = { requests: [], more: false } as const;

/**
 * Says what was found and what people must decide; its hash is the h(a) that votes name from now on. What rules only record becomes findings. What
 * contends with it is shown with the rest, and no later judgement compares it: a request that comes afterwards voids no vote.
 */
export async function publishAssessment(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  judged: Judged,
  { conflicts, warnings, recorded, lines, birthright, route }: Passing,
): Promise<KnownRequest> {
  const { world, excluded, at } = judged;
  const { bundle } = deps.trustForGrants();
  // nobody decides about a birthright, so there is nobody to tell
  const contends = birthright ? nothingPending : await contendsWith(deps, tx, request, judged);
  const draft = assessed({
    request: request.id,
    hr: request.hr,
    bundle: { number: bundle.number, hash: bundle.hash },
    roots: [...world.roots],
    lines: [...lines],
    conflicts: [...conflicts],
    warnings: [...warnings],
    contends: [...contends.requests],
    contendsMore: contends.more,
    explanation: await keepExplanation(tx, JSON.stringify({ conflicts, recorded })),
    birthright,
    stages: [...route.stages],
    excluded: [...excluded],
    until: route.until,
    deadline: route.deadline,
  });
  for (const { rollout, root, rule, title } of recorded)
    await openFinding(
      tx,
      { code: `RULE_${rollout.toUpperCase()}`, subject: `${root} ${rule}`, message: title },
      at,
    );
  const { hash: ha } = await deps.issuer.issue(tx, draft, { topic: policyTopic, key: request.id });
  await keepAssessment(tx, request.id, ha, draft.body);
  const moved = await moveRequest(tx, request, 'assessed');
  return { ...moved, ha, assessed: draft.body, approval: null };
}

async function keepExplanation(tx: EntityManager, explanation: string) {
  const hash = sha256(explanation);
  await tx.query('INSERT INTO explanation (hash, explanation) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    hash,
    explanation,
  ]);
  return hash;
}
