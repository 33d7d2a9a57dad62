import type { Budget } from './budget.js';
import type { Change, World } from './facts.js';
import { isForbidden } from './finding.js';
import { findingsOf } from './findings.js';
import { movesHeads } from './head-count.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict, Hold } from './judgement.js';
import { openInquiry } from './open-inquiry.js';
import { canTell, staleHolds, staleSources, withoutStale } from './stale.js';

/** What is sure although some sources are stale, and which of them have to be heard first. */
export interface Standing {
  /** Some prohibit refuses the change, for the same root, also without the facts that only stale sources tell. */
  readonly stands: boolean;
  readonly stale: readonly Hold[];
}

/**
 * A stale source holds when it could tell a fact about one of those whom touched roots control; any does where a
 * prerequisite breaks or the heads of a head count become other ones, and where no refusal stands without them.
 */
export function standing(
  inquiry: Inquiry,
  conflicts: readonly Conflict[],
  reached: ReadonlySet<string>,
  world: World,
  change: Change,
  budget: Budget,
): Standing {
  const stale = staleSources(world, inquiry.at);
  const refusing = conflicts.filter(({ vetoes }) => vetoes);
  if (stale.length === 0) return { stands: refusing.some(isForbidden), stale: [] };
  const sure = refusing.some(canStand)
    ? refusals(inquiry, withoutStale(world, stale), change, budget)
    : new Set<string>();
  const standing = refusing.filter((conflict) => canStand(conflict) && sure.has(conflictName(conflict)));
  const needsAll = (refusing.length > 0 && standing.length === 0) || needsEverySource(inquiry, conflicts);
  return {
    stands: standing.some(isForbidden),
    stale: staleHolds(stale.filter((source) => needsAll || canTell(source, reached))),
  };
}

/** Whether more facts could not undo it: of a head count, whether its heads are who they were. */
function canStand({ kind, class: name }: Conflict): boolean {
  return kind === 'conflict' || kind === 'set' || (kind === 'holders' && name === 'repeats');
}

function needsEverySource(inquiry: Inquiry, conflicts: readonly Conflict[]): boolean {
  const enforced = inquiry.rules.filter(({ rollout }) => rollout === 'enforce');
  return (
    conflicts.some(({ kind, rollout }) => kind === 'prerequisite' && rollout === 'enforce') ||
    enforced.some((rule) => rule.kind === 'holders' && movesHeads(inquiry, rule))
  );
}

function refusals({ matrix, at }: Inquiry, world: World, change: Change, budget: Budget): Set<string> {
  const { conflicts } = findingsOf(openInquiry(matrix, world, change, at, budget));
  return new Set(conflicts.filter(({ vetoes }) => vetoes).map(conflictName));
}

/** A conflict is one of a rule and a root. */
export function conflictName({ rule, root }: Conflict): string {
  return JSON.stringify([rule, root]);
}
