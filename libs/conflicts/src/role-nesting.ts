/** Roles by id, each with the ids of the roles nested in it. */
export type Nesting = ReadonlyMap<string, readonly string[]>;

/**
 * An order in which every role comes after all roles nested in it, and the roles that have no place in such an
 * order because their nesting never ends. Names that are not keys of `nesting` are ignored. Takes no recursion,
 * so depth costs no stack.
 */
export function nestingOrder(nesting: Nesting): { order: string[]; cyclic: string[] } {
  const open = new Map<string, number>();
  const containers = new Map<string, string[]>();
  for (const [role, nested] of nesting) {
    const known = [...new Set(nested)].filter((id) => nesting.has(id));
    open.set(role, known.length);
    for (const id of known) containers.set(id, [...(containers.get(id) ?? []), role]);
  }
  const order = [...nesting.keys()].filter((role) => open.get(role) === 0);
  for (const role of order) {
    for (const container of containers.get(role) ?? []) {
      const left = (open.get(container) ?? 0) - 1;
      open.set(container, left);
      if (left === 0) order.push(container);
    }
  }
  return { order, cyclic: [...nesting.keys()].filter((role) => (open.get(role) ?? 0) > 0) };
}
