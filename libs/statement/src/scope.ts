import type { Scope } from '@countersign/contracts';

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same scope with its dimensions and values in order, each once. */
export const normalScope = (scope: Scope): Scope =>
  Object.fromEntries(
    Object.entries(scope)
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([dimension, values]) => [dimension, [...new Set(values)].sort(byCodePoint)]),
  );

/** One text for equal scopes. */
export const scopeKey = (scope: Scope): string => JSON.stringify(normalScope(scope));

/** What lies in both; null when nothing does. */
export function meetScopes(a: Scope, b: Scope): Scope | null {
  const met = { ...a };
  for (const [dimension, values] of Object.entries(b)) {
    const both = Object.hasOwn(a, dimension) ? values.filter((one) => a[dimension]?.includes(one)) : values;
    if (both.length === 0) return null;
    met[dimension] = both;
  }
  return normalScope(met);
}

/** Whether all that lies in `inner` lies in `outer`. A missing dimension is all of it. */
export const isScopeWithin = (inner: Scope, outer: Scope): boolean =>
  Object.entries(outer).every(([dimension, values]) =>
    Object.hasOwn(inner, dimension) ? inner[dimension]?.every((value) => values.includes(value)) : false,
  );
