import type { Change, World } from './facts.js';
import { isForbidden } from './finding.js';
import { type Findings, findingsOf } from './findings.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict, Hold } from './judgement.js';
import { openInquiry } from './open-inquiry.js';
import { canTell, staleHolds, staleSources, withoutStale } from './stale.js';
import { reachAhead } from './touched-roots.js';

/** What is sure although some sources are stale, and which of them have to be heard first. */
export interface Standing {
  /** Some prohibit refuses the change, for the same root, also without the facts that only stale sources tell. */
  readonly stands: boolean;
  readonly stale: readonly Hold[];
}

/**
 * A stale source holds when it could tell a fact of a touched root; and any does where a prerequisite or a head count
 * is found broken, or a prohibit rests on what only stale sources tell.
 */
export function standing(
  inquiry: Inquiry,
  { conflicts, touched }: Findings,
  world: World,
  change: Change,
  budget: number,
): Standing {
  const stale = staleSources(world, inquiry.at);
  const refusing = conflicts.filter((conflict) => conflict.vetoes && isForbidden(conflict));
  if (stale.length === 0) return { stands: refusing.length > 0, stale: [] };
  const isLocal = ({ kind }: Conflict) => kind === 'conflict' || kind === 'set';
  const sure = refusing.some(isLocal)
    ? refusals(inquiry, withoutStale(world, stale), change, budget)
    : new Set<string>();
  const doubtful = refusing.filter((conflict) => !isLocal(conflict) || !sure.has(nameOf(conflict)));
  const needsAll =
    doubtful.length > 0 || conflicts.some((conflict) => !isLocal(conflict) && conflict.rollout === 'enforce');
  const about = reachAhead(
    inquiry,
    touched.flatMap((root) => [inquiry.viewOf(root).reach('before'), inquiry.viewOf(root).reach('after')]),
  );
  return {
    stands: doubtful.length < refusing.length,
    stale: staleHolds(stale.filter((source) => needsAll || canTell(source, about))),
  };
}

function refusals({ matrix, at }: Inquiry, world: World, change: Change, budget: number): Set<string> {
  const { conflicts } = findingsOf(openInquiry(matrix, world, change, at, budget));
  return new Set(conflicts.filter(({ vetoes }) => vetoes).map(nameOf));
}

function nameOf({ rule, root }: Conflict): string {
  return JSON.stringify([rule, root]);
}
