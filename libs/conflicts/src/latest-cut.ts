import { type Budget, BudgetExceededError } from './budget.js';
import { isPerson } from './control-edge.js';
import type { Change, World } from './facts.js';
import { findingsOf } from './findings.js';
import type { Inquiry } from './inquiry.js';
import { findingIn } from './judge-root.js';
import type { Conflict } from './judgement.js';
import { cutChange, longestCut, stretchesBack } from './longest-cut.js';
import { openInquiry } from './open-inquiry.js';
import { isRemoval } from './removal.js';
import { conflictName } from './standing.js';
import { isWindow, toSpan } from './window.js';

/**
 * The latest common end (ms) with which nothing refuses the change any longer, where now only time bounds do;
 * `null` when there is none, or finding it takes too many steps.
 */
export function latestCut(
  inquiry: Inquiry,
  exceeding: readonly Conflict[],
  world: World,
  change: Change,
  budget: Budget,
): number | null {
  const cuts = new Cuts(inquiry, world, change, budget);
  const bounds = boundsOf(inquiry);
  const start = latestStart(change, inquiry.at);
  try {
    const last = longestCut(start, beyondAllBounds(inquiry, bounds), (end) => cuts.fits(end, exceeding));
    return last === null ? null : latestPassing(start, last, bounds, (end) => cuts.refusals(end));
  } catch (error) {
    if (error instanceof BudgetExceededError) return null;
    throw error;
  }
}

/**
 * The latest end in `(start, last]` with no refusal. What ends earlier may be refused where what ends later is not: a
 * prerequisite breaks, heads part, a machine is left to nobody. So all ends are looked at, stretch by stretch.
 *
 * INVARIANT: inside a stretch no fact begins or ends. There only the length of what is bounded in time changes with the
 * end, for one root and rule in one direction; what refuses at both of its ends refuses throughout.
 */
function latestPassing(
  start: number,
  last: number,
  bounds: readonly number[],
  refusals: (end: number) => ReadonlySet<string>,
): number | null {
  for (const { first: earliest, last: latest } of stretchesBack(start, last, bounds)) {
    const atLatest = refusals(latest);
    if (atLatest.size === 0) return latest;
    if (latest === earliest) continue;
    const growing = [...atLatest].filter((name) => !refusals(earliest).has(name));
    if (growing.length < atLatest.size) continue;
    const end = longestCut(earliest - 1, latest - 1, (tried) => {
      const refusing = refusals(tried);
      return !growing.some((name) => refusing.has(name));
    });
    if (end !== null && refusals(end).size === 0) return end;
  }
  return null;
}

/** The change as it would be judged with another end. */
class Cuts {
  private readonly refusalsKnown = new Map<number, ReadonlySet<string>>();

  constructor(
    private readonly inquiry: Inquiry,
    private readonly world: World,
    private readonly change: Change,
    private readonly budget: Budget,
  ) {}

  /** Whether none of these conflicts refuses it for a person any longer; an earlier end never makes more of them do so. */
  fits(end: number, exceeding: readonly Conflict[]): boolean {
    const { matrix, facts } = this.inquiry;
    const ofPersons = exceeding.filter(({ root }) => isPerson(facts.kinds, root));
    if (ofPersons.length === 0 || this.removes(end)) return true;
    const cut = this.cutAt(end);
    return ofPersons.every(({ rule, root }) => {
      const asked = matrix.rules.find(({ id }) => id === rule);
      return asked === undefined || findingIn(cut, asked, root)?.vetoes !== true;
    });
  }

  /** Names of the conflicts that refuse it. */
  refusals(end: number): ReadonlySet<string> {
    const known = this.refusalsKnown.get(end) ?? this.findRefusals(end);
    this.refusalsKnown.set(end, known);
    return known;
  }

  private findRefusals(end: number): ReadonlySet<string> {
    if (this.removes(end)) return new Set();
    const { conflicts } = findingsOf(this.cutAt(end));
    return new Set(conflicts.filter(({ vetoes }) => vetoes).map(conflictName));
  }

  /** What only takes away is never refused, whatever it breaks. */
  private removes(end: number): boolean {
    return isRemoval(this.world, cutChange(this.change, end), this.inquiry.at);
  }

  private cutAt(end: number): Inquiry {
    const { matrix, at } = this.inquiry;
    return openInquiry(matrix, this.world, cutChange(this.change, end), at, this.budget);
  }
}

/** Latest start (ms) among what the change adds, not before `at`. */
function latestStart({ add, addControls = [] }: Change, at: number): number {
  const windows = [...add, ...addControls].map(({ window }) => window).filter(isWindow);
  return Math.max(at, ...windows.map(({ from }) => from));
}

/** An instant (ms) after which nothing begins or ends, and no period holds any of it. */
function beyondAllBounds({ matrix, at }: Inquiry, bounds: readonly number[]): number {
  const periods = matrix.rules.map(({ perMs }) => perMs ?? 0);
  return bounds.reduce((a, b) => Math.max(a, b), at) + periods.reduce((a, b) => Math.max(a, b), 0) + 1;
}

/** Every instant (ms) at which a fact begins or ends. */
function boundsOf({ facts, exceptions }: Inquiry): number[] {
  const { holdings, controls, rotations, recognised } = facts;
  const sides = [...holdings, ...[...controls.outgoing.values()].flat()];
  const records = [...[...recognised.values()].flat(), ...exceptions].map(({ window }) => window);
  const spans = [
    ...sides.flatMap(({ before, after }) => [before, after]).filter((span) => span !== null),
    ...records.filter(isWindow).map(toSpan),
  ];
  const ends = [...spans.flatMap(({ from, until }) => [from, until]), ...[...rotations.values()].flat()];
  return ends.filter(Number.isFinite);
}
