import { BudgetExceededError } from './budget.js';
import type { CaseFacts } from './case-facts.js';
import type { Change, World } from './facts.js';
import { findingsOf } from './findings.js';
import type { Inquiry } from './inquiry.js';
import { findingIn } from './judge-root.js';
import type { Conflict } from './judgement.js';
import { cutChange, longestCut } from './longest-cut.js';
import { openInquiry } from './open-inquiry.js';
import { isRemoval } from './removal.js';
import { isWindow } from './window.js';

/**
 * The latest common end (ms) with which nothing refuses the change any longer, where now only time bounds do;
 * `null` when there is none, or finding it takes too many steps.
 */
export function latestCut(
  inquiry: Inquiry,
  exceeding: readonly Conflict[],
  world: World,
  change: Change,
  budget: number,
): number | null {
  const { matrix, at } = inquiry;
  const removes = (end: number) => isRemoval(world, cutChange(change, end), at);
  const cutAt = (end: number) => openInquiry(matrix, world, cutChange(change, end), at, budget);
  const fits = (end: number): boolean => {
    if (removes(end)) return true;
    const cut = cutAt(end);
    return exceeding.every(({ rule, root }) => {
      const asked = matrix.rules.find(({ id }) => id === rule);
      return asked === undefined || findingIn(cut, asked, root)?.vetoes !== true;
    });
  };
  try {
    const start = latestStart(change, at);
    const end = longestCut(start, beyondAllBounds(inquiry), fits);
    if (end === null || removes(end)) return end;
    if (findingsOf(cutAt(end)).conflicts.every(({ vetoes }) => !vetoes)) return end;
    // less access can break a prerequisite; what only removes is never refused
    return longestCut(start, end, removes);
  } catch (error) {
    if (error instanceof BudgetExceededError) return null;
    throw error;
  }
}

/** Latest start (ms) among what the change adds, not before `at`. */
function latestStart({ add, addControls = [] }: Change, at: number): number {
  const windows = [...add, ...addControls].map(({ window }) => window).filter(isWindow);
  return Math.max(at, ...windows.map(({ from }) => from));
}

/** An instant (ms) after which nothing begins or ends, and no period holds any of it. */
function beyondAllBounds({ matrix, facts, at }: Inquiry): number {
  const ends = boundsOf(facts).filter(Number.isFinite);
  const periods = matrix.rules.map(({ perMs }) => perMs ?? 0);
  return ends.reduce((a, b) => Math.max(a, b), at) + periods.reduce((a, b) => Math.max(a, b), 0) + 1;
}

function boundsOf({ holdings, controls, rotations }: CaseFacts): number[] {
  const sides = [...holdings, ...[...controls.outgoing.values()].flat()];
  const spans = sides.flatMap(({ before, after }) => [before, after]).filter((span) => span !== null);
  return [...spans.flatMap(({ from, until }) => [from, until]), ...[...rotations.values()].flat()];
}
