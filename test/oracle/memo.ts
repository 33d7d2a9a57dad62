/** Remembers what a pure function of a case gave, never `undefined`. Keys are compared by identity: objects may be keys. */
export class Memo<V extends NonNullable<unknown>> {
  private readonly first = new Map<unknown, unknown>();

  /** The value for these keys, always as many; `find` is called once for each. */
  of(keys: readonly unknown[], find: () => V): V {
    let level = this.first;
    for (let i = 0; i < keys.length - 1; i++) {
      const known = level.get(keys[i]) as Map<unknown, unknown> | undefined;
      const next = known ?? new Map<unknown, unknown>();
      if (known === undefined) level.set(keys[i], next);
      level = next;
    }
    const last = keys.at(-1);
    const known = level.get(last);
    if (known !== undefined) return known as V;
    const found = find();
    level.set(last, found);
    return found;
  }
}
