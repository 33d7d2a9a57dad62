/** When a duty is met (SEMANTICS §3): `sat` at one instant, as the length of the shortest way for each cell. */
import type { DutyDefinition, DutyTree, ObjectOf } from './full-form.js';
import type { Case } from './case.js';
import { type Can, leafLengths, shortestOf } from './facts.js';
import { Memo } from './memo.js';
import { agree } from './scope.js';

type Lengths = readonly number[];

/** Every choice of at least `k` of the branches. */
function choices<T>(branches: readonly T[], k: number): T[][] {
  const all = branches.reduce<T[][]>((sofar, b) => [...sofar, ...sofar.map((some) => [...some, b])], [[]]);
  return all.filter((some) => some.length >= k);
}

export class Duties {
  private readonly known = new Memo<Lengths>();

  constructor(private readonly c: Case) {}

  /**
   * For each cell of `sat(p, d)` the shortest way, by one who can do `can`.
   * @param asking dimensions of the asking rule, on which branches must agree
   */
  sat(tree: DutyTree, can: Can, asking: readonly string[], strictly: boolean): Lengths {
    return this.known.of([can, strictly, asking, tree], () => this.find(tree, can, asking, strictly));
  }

  private find(
    tree: DutyTree | DutyDefinition,
    can: Can,
    asking: readonly string[],
    strictly: boolean,
  ): Lengths {
    const sat = (branch: DutyTree) => this.sat(branch, can, asking, strictly);
    if (typeof tree === 'string') {
      const duty = this.c.catalogue.duty(tree);
      return duty === undefined ? this.leaf(tree, can, strictly) : this.find(duty, can, asking, strictly);
    }
    if ('class' in tree)
      return this.least(this.c.catalogue.ofClass(tree).map((id) => this.leaf(id, can, strictly)));
    if ('any' in tree) return this.least(tree.any.map(sat));
    const [branches, k] = 'all' in tree ? [tree.all, tree.all.length] : [tree.of, tree.atLeast];
    const same = [...new Set([...(tree.same ?? []), ...asking])];
    return this.least(choices(branches.map(sat), k).map((chosen) => this.together(chosen, same)));
  }

  private leaf(leaf: string, can: Can, strictly: boolean): Lengths {
    return leafLengths(can, leaf, strictly)?.map((length) => length + 1) ?? this.nowhere();
  }

  /**
   * All chosen branches at once: they agree with the cell on `same`; on each other dimension the scope is the union,
   * so the cell's value there is the value of one of them.
   */
  private together(branches: readonly Lengths[], same: readonly string[]): Lengths {
    const { all, dimensions } = this.c.cells;
    const others = dimensions.filter((d) => !same.includes(d));
    const met = branches.map((branch) =>
      all.flatMap((taken, i) => ({ taken, length: branch[i] ?? Infinity })),
    );
    const possible = met.map((places) => places.filter(({ length }) => length < Infinity));
    if (possible.some((places) => places.length === 0)) return this.nowhere();
    return all.map((wanted) => {
      const near = possible.map((places) => places.filter(({ taken }) => agree(taken, wanted, same)));
      const supplied = near.map((places) => suppliesOf(places, wanted, others));
      return shortestChoice(supplied, others);
    });
  }

  private least(lists: readonly Lengths[]): Lengths {
    return lists.length === 0 ? this.nowhere() : shortestOf(lists, this.c.cells.all.length);
  }

  private nowhere(): Lengths {
    return this.c.cells.all.map(() => Infinity);
  }
}

interface Place {
  readonly taken: ObjectOf;
  readonly length: number;
}

/** Which of the wanted values a branch can supply at once, and the shortest way to that. */
interface Supply {
  readonly supplied: readonly string[];
  readonly length: number;
}

function suppliesOf(places: readonly Place[], wanted: ObjectOf, dimensions: readonly string[]): Supply[] {
  const best = new Map<string, Supply>();
  for (const { taken, length } of places) {
    const supplied = dimensions.filter((d) => taken[d] === wanted[d]);
    const known = best.get(supplied.join());
    if (known === undefined || length < known.length) best.set(supplied.join(), { supplied, length });
  }
  return [...best.values()];
}

/** One supply of each branch, such that together they have the wanted value on each of the open dimensions. */
function shortestChoice(
  [supplies, ...rest]: readonly (readonly Supply[])[],
  open: readonly string[],
): number {
  if (supplies === undefined) return open.length === 0 ? 0 : Infinity;
  const lengths = supplies.map(({ supplied, length }) => {
    return (
      length +
      shortestChoice(
        rest,
        open.filter((d) => !supplied.includes(d)),
      )
    );
  });
  return Math.min(...lengths);
}
