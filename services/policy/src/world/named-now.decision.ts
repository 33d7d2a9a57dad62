import type { Bundle } from '@countersign/statement';
import type { ScopedItem } from './reserved-items.decision.js';

/** Something that was ordered at a place of a target, by the name that it had then. */
export interface OrderedItem extends ScopedItem {
  readonly system: string;
  readonly permission: string;
}

/**
 * What counts of something that was ordered: what it was called then, and whatever this law calls its place. INVARIANT: a law that gives a permission
 * another name takes nothing from anybody: who holds it by the earlier name holds it by the later one.
 */
export function namedNow<T extends OrderedItem>(bundle: Bundle, ordered: T): readonly T[] {
  const { item, system, permission } = ordered;
  const others = bundle
    .entitlementsAt(system, permission)
    .filter(({ entitlement }) => (entitlement as string) !== item);
  return [ordered, ...others.map(({ entitlement, scope }) => ({ ...ordered, item: entitlement, scope }))];
}
