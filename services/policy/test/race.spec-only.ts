import { Gate, untilWaiting } from '@countersign/testing/database';
import type { PolicyDesk } from './policy-desk.spec-only.js';

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
  await untilWaiting(desk.ds);
  gate.open();
  await Promise.all([one, two]);
}
