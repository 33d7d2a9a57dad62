import { groupBy } from './group-by.js';

/** Roles by id, each with the ids of the roles nested in it. */
export type Nesting = ReadonlyMap<string, readonly string[]>;

/**
 * An order in which every role comes after all roles nested in it, and the roles that have no place in such an
 * order because their nesting never ends. Names that are not keys of `nesting` are ignored. Takes no recursion,
 * so depth costs no stack.
 */
export function nestingOrder(nesting: Nesting): { order: string[]; cyclic: string[] } {
  const pairs = [...nesting].flatMap(([outer, nested]) =>
    [...new Set(nested)].filter((inner) => nesting.has(inner)).map((inner) => ({ outer, inner })),
  );
  const containers = groupBy(pairs, ({ inner }) => inner);
  const open = new Map([...nesting.keys()].map((role) => [role, 0]));
  for (const { outer } of pairs) open.set(outer, (open.get(outer) ?? 0) + 1);
  const order = [...nesting.keys()].filter((role) => open.get(role) === 0);
  for (const role of order) {
    for (const { outer } of containers.get(role) ?? []) {
      const left = (open.get(outer) ?? 0) - 1;
      open.set(outer, left);
      if (left === 0) order.push(outer);
    }
  }
  return { order, cyclic: [...nesting.keys()].filter((role) => (open.get(role) ?? 0) > 0) };
}
