/** Lets one loop sleep until somebody rings or time is up. A ring while nobody sleeps ends the next sleep at once. */
export class Bell {
  private rung = false;
  private wakeUp: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wakeUp?.();
  }

  /** Resolves at the next ring, or after `ms`. */
  async sleep(ms: number): Promise<void> {
    if (!this.rung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.rung = false;
    this.wakeUp = undefined;
  }
}
