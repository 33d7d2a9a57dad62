import { combineBoxes } from './box.js';
import type { Budget } from './budget.js';
import { addKnown, type Algebra, type Known } from './closure.js';
import type { DutyTree } from './duty-tree.js';

/** What one duty is asked of: the leaves met at one instant, and the dimensions of the asking rule. */
export interface Asking<A> {
  readonly met: ReadonlyMap<number, readonly Known<A>[]>;
  readonly dimensions: readonly number[];
  readonly algebra: Algebra<A>;
  readonly budget: Budget;
}

/**
 * `sat(p, d)` of SEMANTICS §3 at one instant: where the duty is met, and how. `least` chooses enough branches in
 * every way in which they meet on `same` and the rule's dimensions; on the others their scopes are united.
 */
export function satisfaction<A>(tree: DutyTree, asking: Asking<A>): readonly Known<A>[] {
  if (tree.kind === 'leaf') return asking.met.get(tree.leaf) ?? [];
  const branches = tree.branches.map((branch) => satisfaction(branch, asking));
  if (tree.kind === 'any') return branches.length === 1 ? (branches[0] ?? []) : united(branches, asking);
  const isShared = (d: number) => tree.same.includes(d) || asking.dimensions.includes(d);
  return enough(branches, tree.least, isShared, asking);
}

function united<A>(branches: readonly (readonly Known<A>[])[], { algebra, budget }: Asking<A>): Known<A>[] {
  const all: Known<A>[] = [];
  for (const fact of branches.flat()) {
    budget.take();
    addKnown(all, fact, algebra);
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
      addKnown(chosen[Math.min(1, least)] ?? [], fact, algebra);
      for (let count = 1; count <= least; count++) {
        for (const way of earlier[count] ?? []) {
          budget.take();
          const box = combineBoxes(way.box, fact.box, isShared);
          const by = algebra.join(way.by, fact.by);
          if (box !== null) addKnown(chosen[Math.min(count + 1, least)] ?? [], { box, by }, algebra);
        }
      }
    }
  }
  return chosen[least] ?? [];
}
