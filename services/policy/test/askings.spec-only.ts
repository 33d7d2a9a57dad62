import { deciding, people } from '@countersign/testing';
import type { PolicyDesk } from './policy-desk.spec-only.js';

/** Two people who decide on payments, beside Omar and Cleo. */
export const controllers = ['person:5001', 'person:5002'];
/** The facts that make them decide. */
export const controllersDecide = controllers.flatMap((person) => deciding(person, 'finance-controllers'));

/** Asking a desk for one entitlement, with everybody's yes: `desk` is looked up when it is spoken to. */
export function askings(desk: () => PolicyDesk) {
  const ask = async (name: string, entitlement: string, beneficiary: string = people.bea) =>
    (await desk().asks(name, { items: [{ entitlement, scope: {} }], beneficiary })).id;
  /** Everybody's votes are there; the approval arrives when the answer is called. */
  const approval = async (id: string) => {
    const votes = await desk().votes(id, [people.omar, people.cleo, ...controllers]);
    return () => desk().approves(id, votes);
  };
  const given = async (...asked: Parameters<typeof ask>) => {
    const id = await ask(...asked);
    await (
      await approval(id)
    )();
    expect(await desk().stateOf(id)).toBe('cleared');
    return id;
  };
  return { ask, approval, given };
}
