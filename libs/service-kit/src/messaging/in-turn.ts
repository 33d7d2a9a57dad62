/** Runs work of one owner one after the other, of different owners side by side. */
export class InTurn {
  private readonly last = new WeakMap<object, Promise<unknown>>();

  /** Resolves and rejects as `work` does. What failed before does not keep it from running. */
  run<T>(owner: object, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(owner) ?? Promise.resolve()).then(work, work);
    this.last.set(owner, mine);
    return mine;
  }
}
