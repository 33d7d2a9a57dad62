import { byCodePoint } from './code-point-order.js';
import type { Scope } from './scope.js';

/** A scope that is not empty, by dimension number: its values rising, or `null` for ALL. */
export type Box = readonly (readonly string[] | null)[];

/** Whether a scope names only dimensions that the bundle declares. */
export function isDeclared(scope: Scope | undefined, dimensions: readonly string[]): boolean {
  return Object.keys(scope ?? {}).every((name) => dimensions.includes(name));
}

/** The scope by dimension number; `null` when it is empty. */
export function toBox(scope: Scope | undefined, dimensions: readonly string[]): Box | null {
  const box = dimensions.map((name) => {
    const values = scope !== undefined && Object.hasOwn(scope, name) ? scope[name] : undefined;
    return values === undefined ? null : [...new Set(values)].sort(byCodePoint);
  });
  return box.some((values) => values?.length === 0) ? null : box;
}

/** All of one dimension: what two sets of values have in common. */
export function meetValues(a: Box[number], b: Box[number]): Box[number] {
  if (a === null) return b;
  return b === null ? a : a.filter((value) => b.includes(value));
}

/** `s ∧ s'`; `null` when some dimension becomes empty. */
export function meetBoxes(a: Box, b: Box): Box | null {
  return combineBoxes(a, b, () => true);
}

/** Meets on the dimensions that `isShared` names, unites on the others; `null` when a shared one becomes empty. */
export function combineBoxes(a: Box, b: Box, isShared: (dimension: number) => boolean): Box | null {
  const box: (readonly string[] | null)[] = [];
  for (let d = 0; d < a.length; d++) {
    const [x, y] = [a[d] ?? null, b[d] ?? null];
    const values = isShared(d) ? meetValues(x, y) : uniteValues(x, y);
    if (values?.length === 0) return null;
    box.push(values);
  }
  return box;
}

function uniteValues(a: Box[number], b: Box[number]): Box[number] {
  return a === null || b === null ? null : [...new Set([...a, ...b])].sort(byCodePoint);
}

/** Whether all that lies in `inner` lies in `outer`. */
export function isBoxWithin(inner: Box, outer: Box): boolean {
  for (let d = 0; d < outer.length; d++) {
    const around = outer[d] ?? null;
    if (around === null) continue;
    const values = inner[d] ?? null;
    if (values === null || !values.every((value) => around.includes(value))) return false;
  }
  return true;
}

/** Whether the scope holds an object: a value for each of `dimensions`, `OTHER` for one that nobody mentioned. */
export function holdsObject(box: Box, dimensions: readonly number[], object: readonly string[]): boolean {
  return dimensions.every((d, i) => box[d]?.includes(object[i] ?? '') ?? true);
}
