import { Budget, BudgetExceededError, DEFAULT_BUDGET } from './budget.js';
import type { Algebra } from './closure.js';
import { byCodePoint } from './code-point-order.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { InstantError } from './conflicts.errors.js';
import { givesControl } from './edge.js';
import type { Change, Strength, World } from './facts.js';
import type { Inquiry } from './inquiry.js';
import type { JudgeOptions } from './judge.js';
import { openInquiry } from './open-inquiry.js';
import { timelineThrough } from './timeline.js';
import { isInstant, meetAll, type Span } from './window.js';

/** Whom a root reaches by taking somebody over, and in no other way. */
export interface TakeOver {
  /** From when on (ms); not before the instant of which it was asked. */
  readonly from: number;
  /** Identities of every kind, in code point order: whoever is taken over, and whatever that one controls, accounts too. */
  readonly whom: readonly string[];
  /** Kinds of the root's powers that lead to them, in code point order: with these recognised, or ended, it reaches none of them so. */
  readonly by: readonly string[];
}

/** How many may be reached, and from when on (ms) it is asked. */
export interface TakeOverAsked {
  readonly bound: number;
  readonly at: number;
}

/**
 * The first stretch of time, from an instant on, in which a judged root reaches more than `bound` identities by `take-over` alone (SEMANTICS §2: `ctl` with
 * every control of strength `take-over`, stated or given by an edge, less `ctl` without them). What is recognised for the root is left out while
 * the record lasts; what it reaches in another way as well is its own, and is not counted.
 * @returns undefined where there is none; null where it takes more steps than there are to say so
 * @throws InstantError when `at` is no instant
 */
export function takeOverAbove(
  matrix: ConflictMatrix,
  world: World,
  root: string,
  { bound, at }: TakeOverAsked,
  { budget: steps = DEFAULT_BUDGET }: JudgeOptions = {},
): TakeOver | undefined | null {
  if (!isInstant(at)) throw new InstantError(at);
  try {
    return firstAbove(openInquiry(matrix, world, NOTHING, at, new Budget(steps)), root, bound);
  } catch (error) {
    if (error instanceof BudgetExceededError) return null;
    throw error;
  }
}

const NOTHING: Change = { drop: [], add: [] };

function firstAbove(inquiry: Inquiry, root: string, bound: number): TakeOver | undefined {
  const { spans, around } = inquiry.viewOf(root);
  // whoever is not around it at any time is not reached, and it is around itself
  if (around.size - 1 <= bound) return undefined;
  // what is over matters only where edges give knowledge that lasts
  const isLasting = inquiry.matrix.edges.some(({ gives }) => givesControl(gives) && gives.isLasting);
  const told = isLasting ? spans : spans.filter(({ until }) => until > inquiry.at);
  const telling = { root, side: 'after' as const, reading: inquiry.doubt, algebra: firstPower };
  for (const [span, { controlled }] of timelineThrough(inquiry, told, telling)) {
    const taken = [...controlled].filter(([, ways]) => !ways.includes(null));
    const from = taken.length > bound ? judgedFrom(inquiry, root, span) : undefined;
    if (from !== undefined) {
      const by = taken.flatMap(([, ways]) => ways).filter((way) => way !== null);
      return { from, whom: inOrder(taken.map(([identity]) => identity)), by: inOrder(by) };
    }
  }
  return undefined;
}

/** The first instant of a span, not before that of the inquiry, at which a root is judged. */
function judgedFrom({ viewOf, at }: Inquiry, root: string, { from, until }: Span): number | undefined {
  if (until <= at) return undefined;
  return meetAll(viewOf(root).judged('after'), { from: Math.max(from, at), until })[0]?.from;
}

const inOrder = (names: readonly string[]): string[] => [...new Set(names)].sort(byCodePoint);

/**
 * Remembers of each way the first power to take over that it needs, `null` where it needs none. Whoever loses that power loses the way.
 */
const firstPower: Algebra<string | null> = {
  start: null,
  through: (by, { control }) => by ?? powerOf(control),
  holding: (by) => by,
  confer: (premises, { gives }) =>
    premises.find((by) => by !== null) ?? (givesControl(gives) ? powerOf(gives) : null),
  join: (a, b) => a ?? b,
  isAsGood: (a, b) => a === null || a === b,
};

function powerOf({ how, strength }: { readonly how: string; readonly strength: Strength }): string | null {
  return strength === 'take-over' ? how : null;
}
