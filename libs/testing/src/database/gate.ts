/** Holds whoever passes until it is opened, and says when somebody stands at it. */
export class Gate {
  private arrive!: () => void;
  private let!: () => void;
  /** Somebody stands at the gate. */
  readonly reached = new Promise<void>((resolve) => (this.arrive = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.let = resolve));

  /** Resolves when it is open; at once, when it is open already. */
  pass(): Promise<void> {
    this.arrive();
    return this.opened;
  }

  /** For good. */
  open(): void {
    this.let();
  }
}
