import { memberOf, ms, people } from '@countersign/testing';
import { Gate, untilWaiting } from '@countersign/testing/database';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

/** Counterexamples of the model (docs/model), played on the real service. */
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
const controllers = [people.cleo, people.mallory];
beforeEach(() => desk.begin(...controllers.map((person) => memberOf('finance-controllers', person))));

const payments = { items: [{ entitlement: 'erp:payment:release', scope: {} }] };
const approved = async (name: string, change: object = {}) => {
  const { id, hr } = await desk.asks(name, change);
  await desk.approves(id, await desk.votes(id, [people.omar, ...controllers]));
  return { id, hr };
};
const clearances = async (request: string) => (await desk.said('policy.cleared.v1', request)).length;

/** `work` has to wait for a row that somebody else has locked, and `meanwhile` happens before it goes on. */
async function whileWaiting(lock: string, work: () => Promise<unknown>, meanwhile: () => unknown) {
  const gate = new Gate();
  const other = desk.inTransaction(async (tx) => {
    await tx.query(lock);
    await gate.pass();
  });
  await gate.reached;
  const waiting = work();
  await untilWaiting(desk.ds);
  await meanwhile();
  gate.open();
  await Promise.all([other, waiting]);
}
const lockBea = `SELECT 1 FROM root WHERE id = '${people.bea}' FOR UPDATE`;

describe('a hand-over at noon', () => {
  it('clears nothing of what begins when it was judged before noon and would be signed after it', async () => {
    const noon = desk.clock.now() + ms.day;
    const create = await approved('until-noon', { window: { from: desk.clock.now(), until: noon } });
    await desk.answers(1, [create.id]);
    desk.clock.set(noon - ms.minute);
    const { id } = await desk.asks('from-noon', { ...payments, window: { from: noon, until: noon + ms.day } });
    const votes = await desk.votes(id, [people.omar, ...controllers]);
    desk.clock.set(noon - 1);
    await whileWaiting(
      lockBea,
      () => desk.approves(id, votes),
      () => desk.clock.set(noon),
    );
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 0]);
    await desk.run('clear');
    expect(await clearances(id)).toBe(0);
  });
});
