import type { Law, Scope } from './law.js';

/** What lies in both; null when nothing does. */
export function meet(one: Scope, other: Scope): Scope | null {
  const both: Record<string, readonly string[]> = { ...one };
  for (const [name, values] of Object.entries(other))
    both[name] = Object.hasOwn(one, name)
      ? (one[name] ?? []).filter((value) => values.includes(value))
      : values;
  return Object.values(both).some((values) => values.length === 0) ? null : both;
}

/** Whether nothing of `inner` lies outside of `outer`. */
export const isWithin = (inner: Scope, outer: Scope): boolean =>
  Object.entries(outer).every(
    ([name, values]) =>
      Object.hasOwn(inner, name) && (inner[name] ?? []).every((one) => values.includes(one)),
  );

const place = /\{([a-z0-9-]+)\}/g;
const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * What of an entitlement a permission of a target is: the value that its name has where the bundle's name for it has a place for one;
 * everything where it has none, or is the name for all of it. Null: it is another thing.
 */
export function scopeIn(
  { id, permission, permissionForAll }: Law['entitlements'][number],
  system: string,
  seen: string,
): Scope | null {
  if (!id.startsWith(`${system}:`)) return null;
  if (seen === permissionForAll) return {};
  const names = [...permission.matchAll(place)].map(([, name = '']) => name);
  const form = permission
    .split(place)
    .map((part, at) => (at % 2 === 1 ? '([A-Za-z0-9]{1,40})' : literal(part)));
  const values = new RegExp(`^${form.join('')}$`).exec(seen);
  if (!values) return null;
  return Object.fromEntries(names.map((name, at) => [name, [values[at + 1] ?? '']]));
}
