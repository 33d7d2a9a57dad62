import { byCodePoint } from './code-point-order.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { InstantError } from './conflicts.errors.js';
import { controlGraph, identitiesIn } from './control-graph.js';
import type { Change, World } from './facts.js';
import { groupBy } from './group-by.js';
import { holdingsOf, isRemoval } from './holding.js';
import { bundleHolds, changeHolds, factHolds, inOrder, reachHolds } from './holds.js';
import { type Finding, judgeRoot } from './judge-root.js';
import type { Hold, Judgement } from './judgement.js';
import { rootView, touchedRoots } from './root-view.js';
import { showOnce } from './show-once.js';
import { isInstant } from './window.js';

/**
 * Judges a change against the facts, whole, at one instant. Pure; what cannot be judged is a `hold`.
 * A removal (nothing of after outside a grant of before) always passes, also without a bundle.
 * A veto outranks a hold: what stands on known facts is not undone by unknown ones.
 * @param matrix the active bundle; `null` when there is no valid one, then only removals pass
 * @param at instant of judgement, ms since the epoch; only what lies at it or after it is judged
 * @throws InstantError when `at` is no instant
 */
export function judge(matrix: ConflictMatrix | null, world: World, change: Change, at: number): Judgement {
  if (!isInstant(at)) throw new InstantError(at);
  if (isRemoval(world.grants, change, at)) return judgement([], []);
  const unusable = bundleHolds(matrix);
  if (matrix === null || unusable.length > 0) return judgement([], unusable);

  const graph = controlGraph(world);
  const holdings = holdingsOf(world.grants, change, at);
  const holdingsByIdentity = groupBy(holdings, ({ grant }) => grant.identity);
  const views = touchedRoots(graph, holdings, at).map((root) =>
    rootView(matrix, graph, holdingsByIdentity, root),
  );
  const added = holdings.filter(({ part }) => part === 'added');
  const setting = { matrix, graph, at, latestStart: Math.max(at, ...added.map(({ span }) => span.from)) };
  const findings = views.flatMap((view) => judgeRoot(setting, view));
  const reached = new Set(views.flatMap(({ reach }) => identitiesIn(reach, at)));
  const holds = [
    ...changeHolds(matrix, world, change, at),
    ...factHolds(world),
    ...reachHolds(matrix, world, reached, at),
  ];
  return judgement(findings, inOrder(holds));
}

function judgement(findings: readonly Finding[], holds: readonly Hold[]): Judgement {
  const vetoing = findings.filter(({ conflict }) => conflict.vetoes);
  const maxUntil = holds.length > 0 ? null : commonCut(vetoing);
  return {
    outcome: vetoing.length > 0 ? 'veto' : holds.length > 0 ? 'hold' : 'pass',
    demands: { dualApproval: dualApproval(findings), maxUntil },
    conflicts: showOnce(findings),
    holds,
  };
}

/** The latest common end that satisfies every time bound; none when something else vetoes too. */
function commonCut(vetoing: readonly Finding[]): number | null {
  const cuts = vetoing.map(({ bound }) => (bound.fits ? null : bound.longestCut));
  const known = cuts.filter((cut) => cut !== null);
  return known.length === 0 || known.length < cuts.length ? null : Math.min(...known);
}

function dualApproval(findings: readonly Finding[]): string[] {
  const demanding = findings
    .map(({ conflict }) => conflict)
    .filter(({ effect, rollout }) => effect === 'dual-approval' && rollout === 'enforce');
  return [...new Set(demanding.map(({ rule }) => rule))].sort(byCodePoint);
}
