import { type Bits, isWithin, membersOf } from './bitset.js';
import type { Cell } from './cell.js';
import { byCodePoint } from './code-point-order.js';
import { groupBy } from './group-by.js';
import type { RegionRow } from './judgement.js';
import { OTHER } from './scope.js';
import { byInstant, toWindow } from './window.js';

/** How a region is shown: by the values that behave differently from all others. */
export interface Shown {
  /** For each dimension, the values listed, in order. */
  readonly values: readonly (readonly string[])[];
  readonly rows: readonly RegionRow[];
}

type Named = (object: readonly string[]) => Readonly<Record<string, string>>;

/** Values at which the region is another than at `OTHER`, for one dimension, in order. */
function valuesListed(ahead: readonly Cell[], dimension: number): string[] {
  const slices = groupBy(ahead, ({ object }) => object[dimension] ?? OTHER);
  const texts = new Map([...slices].map(([value, cells]) => [value, sliceText(cells, dimension)]));
  return [...texts]
    .filter(([value, text]) => value !== OTHER && text !== texts.get(OTHER))
    .map(([value]) => value)
    .sort(byCodePoint);
}

function sliceText(cells: readonly Cell[], dimension: number): string {
  const texts = cells.map(({ object, from, after }) => {
    const others = object.filter((_, d) => d !== dimension);
    return JSON.stringify([others, from, after === null ? null : [...after]]);
  });
  return texts.sort(byCodePoint).join();
}

/** The region after a change as rows: an object, a maximal interval, its legs; by object, `OTHER` last, then by time. */
export function shownRegion(
  ahead: readonly Cell[],
  dimensions: number,
  legIds: readonly string[],
  named: Named,
): Shown {
  const values = Array.from({ length: dimensions }, (_, d) => valuesListed(ahead, d));
  const region = ahead.filter(({ after, object }) => after !== null && isListed(object, values));
  const rows = joined(region.sort(byObjectThenTime)).map(({ object, from, until, after }) => {
    const legs = membersOf(after ?? new Uint32Array()).flatMap((leg) => legIds[leg] ?? []);
    return { object: named(object), ...toWindow({ from, until }), legs };
  });
  return { values, rows };
}

/** Whether an object has a row of its own, where the region has one. */
function isListed(object: readonly string[], values: Shown['values']): boolean {
  return unlisted(object, values) === 0;
}

/** On how many dimensions an object is named by a value that is not listed. */
export function unlisted(object: readonly string[], values: Shown['values']): number {
  return object.filter((value, d) => value !== OTHER && values[d]?.includes(value) !== true).length;
}

/** Order of objects: value by value, `OTHER` last. */
export function byObject(a: readonly string[], b: readonly string[]): number {
  for (const [d, x] of a.entries()) {
    const y = b[d] ?? OTHER;
    if (x !== y) return x === OTHER ? 1 : y === OTHER ? -1 : byCodePoint(x, y);
  }
  return 0;
}

function byObjectThenTime(a: Cell, b: Cell): number {
  return byObject(a.object, b.object) || byInstant(a.from, b.from);
}

function joined(cells: readonly Cell[]): Cell[] {
  const rows: Cell[] = [];
  for (const cell of cells) {
    const last = rows.at(-1);
    const continues =
      last !== undefined &&
      last.until === cell.from &&
      byObject(last.object, cell.object) === 0 &&
      isSame(last.after, cell.after);
    if (continues) rows[rows.length - 1] = { ...last, until: cell.until };
    else rows.push(cell);
  }
  return rows;
}

function isSame(a: Bits | null, b: Bits | null): boolean {
  return a !== null && b !== null && isWithin(a, b) && isWithin(b, a);
}
