// DESIGN, section 4: until absent, an overdue line counts for ever; who follows waits for its observed absence, and keeps her votes (INVARIANTS, T19).
import { ms, people } from '@countersign/testing';
import { controllers, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { payments, vendors } from '../../test/rich-law.spec-only.js';

let desk: PolicyDesk;
let noon: number;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.begin(...controllersDecide);
  noon = desk.clock.now() + 4 * ms.hour;
});

const place = { account: 'u1001', permission: 'role:erp_vendor_create' };
const held = { ...place, grantor: 'g', via: [], options: [] };
const voters = [people.omar, people.cleo, ...controllers];
const approved = async (name: string, entitlement: string, window: { from: number; until: number }) => {
  const { id } = await desk.asks(name, { items: [{ entitlement, scope: {} }], window });
  await desk.approves(id, await desk.votes(id, voters));
  expect(await desk.stateOf(id)).toBe('cleared');
  return id;
};
const clearances = async (id: string) => (await desk.said('policy.cleared.v1', id)).length;
/** Every job runs, later. */
const later = async (by: number) => {
  desk.clock.advance(by);
  for (const job of ['over', 'refused', 'due', 'clear'] as const) await desk.run(job);
};
/** The first half is in its target until noon, and the second was promised from noon on. */
const bothApproved = async () => {
  const first = await approved('until-noon', vendors, { from: desk.clock.now(), until: noon });
  desk.clock.advance(ms.second);
  await desk.answers(1, [first], place);
  desk.clock.advance(ms.second);
  await desk.observes([held]);
  const second = await approved('from-noon', payments, { from: noon, until: noon + 30 * ms.day });
  return { first, second };
};

describe('a hand-over at noon whose removal is late', () => {
  it('clears the second half only when the first was seen to be gone, on the votes of before', async () => {
    const { first, second } = await bothApproved();
    expect(await clearances(second)).toBe(0);
    desk.clock.set(noon);
    await later(0);
    for (const hour of [1, 2, 30]) {
      await later(hour * ms.hour); // nobody has removed it
      expect([await clearances(second), await desk.stateOf(second)]).toEqual([0, 'cleared']);
    }
    desk.clock.advance(ms.second);
    await desk.answers(2, [], place); // the connector's word alone
    await later(ms.minute);
    expect(await clearances(second)).toBe(0);
    await desk.observes([held]); // the observer still sees it
    await later(ms.minute);
    expect(await clearances(second)).toBe(0);
    expect(await desk.stateOf(first)).not.toBe('ended');
    desk.clock.advance(ms.second);
    await desk.answers(3, [], place);
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(first)).toBe('ended');
    await later(ms.minute);
    expect([await clearances(second), await desk.stateOf(second)]).toEqual([1, 'cleared']);
    expect(await desk.said('policy.assessed.v1', second)).toHaveLength(1);
    expect(await desk.said('policy.withdrew.v1', second)).toEqual([]);
  });

  it('asks nobody again either where the second half is asked for while the first is overdue', async () => {
    const first = await approved('until-noon', vendors, { from: desk.clock.now(), until: noon });
    desk.clock.advance(ms.second);
    await desk.answers(1, [first], place);
    desk.clock.advance(ms.second);
    await desk.observes([held]);
    const { id: second } = await desk.asks('from-noon', {
      items: [{ entitlement: payments, scope: {} }],
      window: { from: noon, until: noon + 30 * ms.day },
    });
    const votes = await desk.votes(second, voters);
    desk.clock.set(noon);
    await later(ms.minute);
    await desk.approves(second, votes);
    expect(await desk.reasons('policy.held.v1', second)).toEqual(['WAITS_FOR_ABSENCE']);
    await later(ms.hour);
    expect(await clearances(second)).toBe(0);
    await desk.answers(2, [], place);
    desk.clock.advance(ms.second);
    await desk.observes();
    await later(ms.minute);
    expect([await clearances(second), await desk.stateOf(second)]).toEqual([1, 'cleared']);
    expect(await desk.said('policy.assessed.v1', second)).toHaveLength(1);
  });
});
