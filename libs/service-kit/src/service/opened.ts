/** What a process has opened, to be let go in the opposite order. */
export class Opened {
  private readonly ends: (() => unknown)[] = [];

  /** Remembers how to let go of something that was just opened. */
  add(end: () => unknown): void {
    this.ends.unshift(end);
  }

  /** Lets everything go, one after the other, each even if others fail. Throws what the first that failed threw. Once. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.ends.splice(0))
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * What `begin` resolves with. When it fails, or `failed` settles before, everything that was opened until then is let go, and that failure
   * is thrown.
   */
  async whole<T>(begin: Promise<T>, failed: Promise<unknown>): Promise<T> {
    try {
      return await Promise.race([begin, failed.then((error) => Promise.reject(error as Error))]);
    } catch (error) {
      await this.close().catch(() => undefined); // why the start failed says more
      throw error;
    }
  }
}
