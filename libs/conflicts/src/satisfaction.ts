import { type Box, combineBoxes } from './box.js';
import type { Budget } from './budget.js';
import { addKnown, type Algebra, type Known } from './closure.js';
import type { DutyTree } from './duty-tree.js';

/** What one duty is asked of: the leaves met at one instant, and the dimensions of the asking rule. */
export interface Asking<A> {
  readonly met: ReadonlyMap<number, readonly Known<A>[]>;
  readonly dimensions: readonly number[];
  /** The dimensions on which the answer is looked at. */
  readonly objects: readonly number[];
  readonly algebra: Algebra<A>;
  readonly budget: Budget;
}

/**
 * `sat(p, d)` of SEMANTICS §3 at one instant: where the duty is met, and how. `least` chooses enough branches in
 * every way in which they meet on `same` and the rule's dimensions; on the others their scopes are united.
 */
export function satisfaction<A>(tree: DutyTree, asking: Asking<A>): readonly Known<A>[] {
  const { dimensions, objects } = asking;
  const matters = new Set([...dimensions, ...objects, ...dimensionsMet(tree)]);
  return answered(tree, { ...asking, matters: (d) => matters.has(d) });
}

interface Looking<A> extends Asking<A> {
  /** Whether anybody looks at this dimension; on the others scopes need not be kept apart. */
  readonly matters: (dimension: number) => boolean;
}

/** Every dimension on which some branches have to meet. */
function dimensionsMet(tree: DutyTree): readonly number[] {
  if (tree.kind === 'leaf') return [];
  const below = tree.branches.flatMap(dimensionsMet);
  return tree.kind === 'least' ? [...tree.same, ...below] : below;
}

function answered<A>(tree: DutyTree, asking: Looking<A>): readonly Known<A>[] {
  if (tree.kind === 'leaf') return looked(asking.met.get(tree.leaf) ?? [], asking);
  const branches = tree.branches.map((branch) => answered(branch, asking));
  if (tree.kind === 'any') return branches.length === 1 ? (branches[0] ?? []) : united(branches, asking);
  const isShared = (d: number) => tree.same.includes(d) || asking.dimensions.includes(d);
  return enough(branches, tree.least, isShared, asking);
}

/** A leaf's facts, without what nobody looks at: most of them are then the same. */
function looked<A>(
  facts: readonly Known<A>[],
  { matters, algebra, budget }: Looking<A>,
): readonly Known<A>[] {
  const isSeen = (box: Box) => box.every((values, d) => values === null || matters(d));
  if (facts.every(({ box }) => isSeen(box))) return facts;
  const all: Known<A>[] = [];
  for (const { box, by } of facts) {
    addKnown(all, { box: box.map((values, d) => (matters(d) ? values : null)), by }, algebra, budget);
  }
  return all;
}

function united<A>(branches: readonly (readonly Known<A>[])[], { algebra, budget }: Asking<A>): Known<A>[] {
  const all: Known<A>[] = [];
  for (const fact of branches.flat()) {
    addKnown(all, fact, algebra, budget);
  }
  return all;
}

/** Branch by branch: `chosen[n]` is every way to choose n of those seen, `least` standing for it or more. */
function enough<A>(
  branches: readonly (readonly Known<A>[])[],
  least: number,
  isShared: (dimension: number) => boolean,
  { algebra, budget }: Asking<A>,
): Known<A>[] {
  const chosen: Known<A>[][] = Array.from({ length: least + 1 }, () => []);
  for (const branch of branches) {
    const earlier = chosen.map((ways) => [...ways]);
    for (const fact of branch) {
      addKnown(chosen[Math.min(1, least)] ?? [], fact, algebra, budget);
      for (let count = 1; count <= least; count++) {
        for (const way of earlier[count] ?? []) {
          budget.take();
          const box = combineBoxes(way.box, fact.box, isShared);
          const by = algebra.join(way.by, fact.by);
          if (box !== null) addKnown(chosen[Math.min(count + 1, least)] ?? [], { box, by }, algebra, budget);
        }
      }
    }
  }
  return chosen[least] ?? [];
}
