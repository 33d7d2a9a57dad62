import { setTimeout as sleep } from 'node:timers/promises';
import type { PolicyDesk } from './policy-desk.spec-only.js';

/** Holds whoever passes until it is opened, and says when somebody stands at it. */
export class Gate {
  private arrive!: () => void;
  private let!: () => void;
  /** Somebody stands at the gate. */
  readonly reached = new Promise<void>((resolve) => (this.arrive = resolve));
  private readonly opened = new Promise<void>((resolve) => (this.let = resolve));

  pass(): Promise<void> {
    this.arrive();
    return this.opened;
  }

  open(): void {
    this.let();
  }
}

/** Until some transaction stands and waits for a lock of another one: the point at which a race is decided. */
export async function untilWaiting(desk: PolicyDesk): Promise<void> {
  const end = performance.now() + 20_000;
  const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await desk.rows(waiting)).length === 0) {
    if (performance.now() > end) throw new RangeError('nobody waits');
    await sleep(10);
  }
}

/** The first stands where it would sign, all decided and nothing committed; the second comes and waits for a lock; then both go on. */
export async function race(
  desk: PolicyDesk,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<void> {
  const gate = new Gate();
  const { issuer } = desk.deps;
  let held = false;
  const issue: typeof issuer.issue = async (...statement) => {
    if (!held) {
      held = true;
      await gate.pass();
    }
    return issuer.issue(...statement);
  };
  desk.deps = { ...desk.deps, issuer: { issue } };
  const one = first();
  await gate.reached;
  const two = second();
  await untilWaiting(desk);
  gate.open();
  await Promise.all([one, two]);
}
