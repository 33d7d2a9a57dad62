import { controlled, keyring, linked, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';
import { BundleConsumer } from '../assess/bundle.consumer.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const clearances = () => desk.rows('SELECT state FROM clearance ORDER BY apply_before, hash');

describe('a clearance that was made untrue before it was applied', () => {
  it('is withdrawn in the transaction of the fact, and judged anew on the same reservation', async () => {
    const { id } = await desk.asks('untrue');
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('cleared');
    await desk.states(controlled('service:batch', people.bea));
    expect(await clearances()).toEqual([{ state: 'withdrawn' }]);
    expect(await desk.said('policy.withdrew.v1')).toEqual([]);
    desk.clock.advance(1_000);
    await desk.run('clear');
    const [before, after] = await desk.said('policy.cleared.v1', id);
    expect(after?.body.roots[0].epoch).toBe(before?.body.roots[0].epoch + 1);
    expect((await clearances()).map(({ state }) => state)).toEqual(['withdrawn', 'open']);
  });

  it('is left alone by a fact about others', async () => {
    const { id } = await desk.asks('others');
    await desk.approves(id);
    await desk.states(controlled('service:batch', people.mallory));
    expect(await clearances()).toEqual([{ state: 'open' }]);
  });

  it('is taken back when what became true forbids it', async () => {
    const { id } = await desk.asks('forbids');
    await desk.approves(id);
    await desk.states(linked(people.mallory, { system: 'erp', account: 'u9' }));
    const release = await desk.asks('release', {
      beneficiary: people.mallory,
      items: [{ entitlement: 'erp:payment:release', scope: {} }],
    });
    expect(await desk.stateOf(release.id)).toBeDefined();
    await desk.force(
      `INSERT INTO reservation (id, request, beneficiary, items, starts, ends, clear_at, state)
       SELECT 'v-x', id, beneficiary, '{erp:payment:release}', 0, NULL, 0, 'ending' FROM request WHERE id = '${release.id}'`,
    );
    await desk.states(controlled(people.mallory, people.bea, { how: 'delegate' }));
    desk.clock.advance(1_000);
    await desk.run('clear');
    expect(await desk.stateOf(id)).toBe('cleared');
    await desk.force(`UPDATE reservation SET state = 'live' WHERE id = 'v-x'`);
    desk.clock.advance(10_000);
    await desk.run('clear');
    expect(await desk.stateOf(id)).toBe('withdrawn');
    expect(await desk.reasons('policy.withdrew.v1', id)).toContain('CONFLICT');
  });
});

describe('a new bundle', () => {
  it('withdraws what an earlier one cleared and nobody applied, also what was cleared between its acceptance and its force', async () => {
    const { id } = await desk.asks('law');
    await desk.approves(id);
    const { bundle } = desk.trust;
    desk.under(
      Object.assign(Object.create(bundle), { document: { ...bundle.document, number: bundle.number + 1 } }),
    );
    desk.clock.advance(1_000);
    await desk.run('clear');
    expect((await clearances()).map(({ state }) => state)).toEqual(['withdrawn', 'open']);
    expect((await desk.said('policy.cleared.v1', id)).at(-1)?.body.bundleAtLeast).toBe(bundle.number + 1);
  });

  it('withdraws what is being cleared under an earlier one while it is accepted: it waits for that', async () => {
    const { id } = await desk.asks('meanwhile');
    const next = keyring().bundle((usual) => ({ ...usual, number: usual.number + 1 }));
    const accepts = () =>
      desk.inTransaction((tx) =>
        new BundleConsumer(desk.deps).activated(next, { tx, record: null as never }),
      );
    await race(desk, () => desk.approves(id), accepts);
    expect(await clearances()).toEqual([{ state: 'withdrawn' }]);
  });
});
