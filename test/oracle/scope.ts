/**
 * Scopes as sets of cells (SEMANTICS §1). A cell is one combination of values: on each declared dimension one of the
 * values that the case mentions anywhere, or `*`, which stands for the values that nobody mentioned.
 */
import type { ObjectOf, Scope } from './full-form.js';
import { Memo } from './memo.js';

export const UNMENTIONED = '*';

/** One value of a set of dimensions, with the numbers of the cells that have it. */
export interface ObjectCells {
  readonly object: ObjectOf;
  readonly cells: readonly number[];
}

const inOrder = (texts: Iterable<string>): string[] => [...new Set(texts)].sort();

/** Every combination of values on the dimensions, by dimension, then value, `*` last. */
function combinations([dimension, ...rest]: readonly string[], values: readonly string[]): ObjectOf[] {
  if (dimension === undefined) return [{}];
  return values.flatMap((value) =>
    combinations(rest, values).map((tail) => ({ [dimension]: value, ...tail })),
  );
}

export class Cells {
  readonly dimensions: readonly string[];
  /** Mentioned values in code point order, then `*`. */
  readonly values: readonly string[];
  readonly all: readonly ObjectOf[];
  private readonly objectsKnown = new Memo<readonly ObjectCells[]>();
  private readonly scopesKnown = new Memo<readonly boolean[]>();

  constructor(dimensions: readonly string[], scopes: readonly (Scope | undefined)[]) {
    this.dimensions = inOrder(dimensions);
    this.values = [...inOrder(scopes.flatMap((scope) => Object.values(scope ?? {}).flat())), UNMENTIONED];
    this.all = combinations(this.dimensions, this.values);
  }

  /** For each cell, whether it lies in the scope; a missing dimension is ALL. */
  of(scope: Scope | undefined): readonly boolean[] {
    return this.scopesKnown.of([scope], () => this.all.map((cell) => this.isIn(cell, scope ?? {})));
  }

  isIn(cell: ObjectOf, scope: Scope): boolean {
    return Object.entries(scope).every(([dimension, values]) => values.includes(cell[dimension] ?? ''));
  }

  /** Every combination of values on some dimensions, in order, each with the cells that agree with it. */
  objects(dimensions: readonly string[]): readonly ObjectCells[] {
    return this.objectsKnown.of([dimensions.join()], () =>
      combinations(inOrder(dimensions), this.values).map((object) => ({
        object,
        cells: this.all.flatMap((cell, i) => (agree(cell, object, dimensions) ? [i] : [])),
      })),
    );
  }
}

/** Two combinations have the same value on each of the dimensions. */
export const agree = (a: ObjectOf, b: ObjectOf, dimensions: readonly string[]): boolean =>
  dimensions.every((dimension) => a[dimension] === b[dimension]);

/** Equal as sets, in one text. */
export const scopeText = (scope: Scope = {}): string =>
  JSON.stringify(
    inOrder(Object.keys(scope)).map((dimension) => [dimension, inOrder(scope[dimension] ?? [])]),
  );
