import { byCodePoint } from './code-point-order.js';

/**
 * Where something holds: dimension (company code, cluster …) → values. A dimension that is missing is ALL; one
 * without a value makes the scope empty.
 */
export type Scope = Readonly<Record<string, readonly string[]>>;

/** Stands, where values are listed, for every value that is not listed; no value is written so. */
export const OTHER = '*';

/** Lists of values by dimension, read as sets. Says nothing about emptiness, nor whether the dimensions are declared. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((values) => Array.isArray(values) && values.every(isValue));
}

function isValue(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value !== OTHER;
}

/** Some dimension has no value: nothing lies in such a scope. */
export function isEmptyScope(scope: Scope | undefined): boolean {
  return Object.values(scope ?? {}).some((values) => values.length === 0);
}

/** Whether all that lies in `inner` lies in `outer`; neither is empty. */
export function isScopeWithin(inner: Scope = {}, outer: Scope = {}): boolean {
  return Object.entries(outer).every(([dimension, values]) => {
    const narrower = Object.hasOwn(inner, dimension) ? inner[dimension] : undefined;
    return narrower?.every((value) => values.includes(value)) ?? false;
  });
}

/** One text for equal scopes, whatever the order of dimensions and values. */
export function scopeText(scope: Scope = {}): string {
  const sorted = Object.entries(scope).sort(([a], [b]) => byCodePoint(a, b));
  return JSON.stringify(sorted.map(([name, values]) => [name, [...new Set(values)].sort(byCodePoint)]));
}
