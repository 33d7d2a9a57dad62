import { addBit, type Bits, emptyBits, hasBit } from '../bitset.js';
import { byCodePoint } from '../code-point-order.js';
import { type CompiledRule, type ConflictMatrix, contentsOf } from '../conflict-matrix.js';
import { type DutyTree, leavesOf } from '../duty-tree.js';
import { type PairIndex, pairIndex, type PlainRule } from './pair-index.js';

/** What of a matrix can be asked by sets of duties alone, and what cannot. */
export interface DutyIndex {
  /** How many duties the plain rules speak of. */
  readonly size: number;
  /** For each catalogued item, the duties that its holder meets. */
  readonly metBy: ReadonlyMap<string, PlainItem>;
  readonly rules: readonly PlainRule[];
  readonly pairs: PairIndex;
}

/** An item as plain rules see it. */
export interface PlainItem {
  readonly number: number;
  readonly duties: Bits;
  /** The same as a list. */
  readonly list: readonly number[];
  /** It can meet a leaf of a rule that is not plain: asking for it has to be judged in full. */
  readonly needsJudge: boolean;
  /** Some of its contents have a scope: whoever holds it has to be judged in full. */
  readonly isScoped: boolean;
}

/**
 * A plain rule is one over duties that any of some leaves meets, whose answer does not hang on time or class. Its
 * legs are numbered as duties in code point order.
 */
export function dutyIndex(matrix: ConflictMatrix): DutyIndex {
  const live = matrix.rules.filter(({ rollout }) => rollout !== 'off');
  const plain = live.filter(isPlain);
  const trees = new Map(plain.flatMap(({ legs }) => legs.map(({ id, tree }) => [id, tree] as const)));
  const ids = [...trees.keys()].sort(byCodePoint);
  const number = new Map(ids.map((id, i) => [id, i]));
  const hard = emptyBits(matrix.leaves.leaves.length);
  for (const rule of live) if (!isPlain(rule)) for (const leaf of rule.leaves) addBit(hard, leaf);
  const dutiesOfLeaf: number[][] = matrix.leaves.leaves.map(() => []);
  ids.forEach((id, duty) => {
    const tree = trees.get(id);
    for (const leaf of tree === undefined ? [] : leavesOf([tree])) dutiesOfLeaf[leaf]?.push(duty);
  });
  const metBy = [...matrix.items].map(
    (item, i) => [item, plainItem(matrix, item, i, dutiesOfLeaf, hard, ids.length)] as const,
  );
  const rules = plain.map((rule) => ({ rule, duties: rule.legs.flatMap(({ id }) => number.get(id) ?? []) }));
  return { size: ids.length, metBy: new Map(metBy), rules, pairs: pairIndex(rules, ids.length) };
}

function isPlain({ kind, effect, repeatsPass, legs }: CompiledRule): boolean {
  return (
    kind === 'conflict' &&
    effect !== 'time-bound' &&
    !repeatsPass &&
    legs.every(({ tree }) => isAnyOfLeaves(tree))
  );
}

function isAnyOfLeaves(tree: DutyTree): boolean {
  return tree.kind === 'leaf' || (tree.kind === 'any' && tree.branches.every(isAnyOfLeaves));
}

function plainItem(
  matrix: ConflictMatrix,
  item: string,
  number: number,
  dutiesOfLeaf: readonly (readonly number[])[],
  hard: Bits,
  size: number,
): PlainItem {
  const duties = emptyBits(size);
  const list: number[] = [];
  let needsJudge = false;
  let isScoped = false;
  for (const content of contentsOf(matrix, item)) {
    isScoped ||= content.box.some((values) => values !== null);
    for (const leaf of matrix.leaves.metBy.get(content.item) ?? []) {
      needsJudge ||= hasBit(hard, leaf);
      for (const duty of dutiesOfLeaf[leaf] ?? []) {
        if (!hasBit(duties, duty)) list.push(duty);
        addBit(duties, duty);
      }
    }
  }
  return { number, duties, list: list.sort((a, b) => a - b), needsJudge: needsJudge || isScoped, isScoped };
}
