import { DEFAULT_BUDGET } from './budget.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import type { Change, Grant, World } from './facts.js';
import { judge, type JudgeOptions } from './judge.js';
import type { Conflict } from './judgement.js';

/** As little of what was asked as must go, so that one conflict has no class any more (SEMANTICS §5). */
export interface Core {
  /** In the order in which they were asked for; never empty. */
  readonly grants: readonly Grant[];
  /** Whether no smaller set does; else only none of it can stay. */
  readonly isSmallest: boolean;
}

/** All that a change was judged by. */
export interface JudgedChange {
  readonly matrix: ConflictMatrix;
  readonly world: World;
  readonly change: Change;
  readonly at: number;
}

type Named = Pick<Conflict, 'rule' | 'root'>;

/** Most grants asked for of which every set is tried: 63 judgements. */
export const mostTried = 6;

/** Something could not be judged. */
class Unknown extends Error {}

/**
 * The core of a conflict of a judgement of the same facts: a smallest set of what was asked without which the conflict has no class; where more than
 * {@link mostTried} grants were asked for, one of which nothing can stay. Of equally small ones the one whose grants were asked for first. What
 * the change drops stays dropped. Pure, and the same for the same facts in the same order.
 * @param options steps of each of the judgements that this takes, as many as there are sets to try
 * @returns null when one of them cannot be judged, or the conflict stands without anything of what was asked
 */
export function coreOf(
  judged: JudgedChange,
  conflict: Named,
  { budget = DEFAULT_BUDGET }: JudgeOptions = {},
): Core | null {
  const { add } = judged.change;
  const isSmallest = add.length <= mostTried;
  const isGone = (without: readonly Grant[]) => isGoneWithout(judged, conflict, without, budget);
  try {
    const grants = isSmallest ? setsOf(add).find(isGone) : whatMustGo(add, isGone);
    return grants ? { grants, isSmallest } : null;
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

function isGoneWithout(
  { matrix, world, change, at }: JudgedChange,
  { rule, root }: Named,
  without: readonly Grant[],
  budget: number,
): boolean {
  const left = { ...change, add: change.add.filter((grant) => !without.includes(grant)) };
  const { conflicts, holds } = judge(matrix, world, left, at, { budget });
  if (holds.length > 0) throw new Unknown();
  return conflicts.every((one) => one.rule !== rule || ![one.root, ...one.sameFor].includes(root));
}

/** Every set of some of these that has something in it, the small ones first, then as they come. */
function setsOf(add: readonly Grant[]): readonly (readonly Grant[])[] {
  const all = add.reduce<readonly (readonly Grant[])[]>(
    (sets, grant) => sets.flatMap((set) => [[...set, grant], set]),
    [[]],
  );
  return all.filter((set) => set.length > 0).sort((a, b) => a.length - b.length);
}

/** Lets stay what can, the last first; null when it is there without any of them. */
function whatMustGo(
  add: readonly Grant[],
  isGone: (without: readonly Grant[]) => boolean,
): readonly Grant[] | null {
  if (!isGone(add)) return null;
  return [...add].reverse().reduce<readonly Grant[]>((gone, grant) => {
    const less = gone.filter((other) => other !== grant);
    return less.length > 0 && isGone(less) ? less : gone;
  }, add);
}
