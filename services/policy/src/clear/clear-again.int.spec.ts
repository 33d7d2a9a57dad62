import { controlled, deciding, hired, instantAt, left, memberOf, ms, people } from '@countersign/testing';
import { Gate, untilWaiting } from '@countersign/testing/database';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const bot = 'service:bot';
const accounts = [{ system: 'erp', account: 'bot' }];
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
/** Others could decide as well: what is refused is refused for its votes, not because nobody could vote. */
const others = ['process-owners', 'internal-control'].flatMap((group, n) =>
  deciding(`person:500${n}`, group),
);
beforeEach(() => desk.begin(controlled(bot, people.mallory, { accounts }), ...others));

const clearances = async (request: string) => (await desk.said('policy.cleared.v1', request)).length;
/** Approved on the votes of Omar and Cleo, for a service account of Mallory's. */
const approved = async (name: string, change: object = {}) => {
  const { id } = await desk.asks(name, { beneficiary: bot, ...change });
  await desk.approves(id);
  expect(await desk.stateOf(id)).toBe('cleared');
  return id;
};
/** The time has come at which a clearance is due, again or for the first time. */
const isDue = async (after = 65_000) => {
  desk.clock.advance(after);
  await desk.run('clear');
};
const now = () => instantAt(desk.clock.now());
const ends: Record<string, () => Promise<void>> = {
  'became an owner of the beneficiary': () =>
    desk.states(controlled(bot, people.omar, { accounts, effective: now() })),
  'left the group': () =>
    desk.states(memberOf('internal-control', people.cleo, { effective: now(), until: now() })),
  'left the house': () => desk.states(left(people.omar, desk.clock.now())),
};

describe('votes on which something is cleared again', () => {
  it.each(Object.keys(ends))('carry it no longer once a voter %s', async (what) => {
    const id = await approved('again');
    await ends[what]?.();
    await isDue();
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['withdrawn', 1]);
    expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['VOTES_COUNT_NO_LONGER']);
    expect(await desk.findings()).toEqual([`VOTES_COUNT_NO_LONGER ${id}`]);
  });

  it.each(Object.keys(ends))('start nothing in the future once a voter %s', async (what) => {
    const from = desk.clock.now() + ms.day;
    const id = await approved('future', { window: { from, until: from + ms.day } });
    await ends[what]?.();
    await isDue(ms.day);
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['ended', 0]);
    expect(await desk.findings()).toEqual([`VOTES_COUNT_NO_LONGER ${id}`]);
  });

  it('count as long as nothing has changed for the voters', async () => {
    const id = await approved('same');
    await desk.states(hired('person:1999'), memberOf('process-owners', 'person:1999'));
    await isDue();
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 2]);
    expect(await desk.findings()).toEqual([]);
  });

  it('are needed: an approval that is not there any more carries nothing', async () => {
    const id = await approved('lost');
    await desk.force(`DELETE FROM received WHERE type = 'approval.approved.v1'`);
    await isDue();
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['withdrawn', 1]);
  });
});

describe('clearances that come to nothing', () => {
  /** So often the next one is due; each waits longer than the one before. */
  const again = async (times: number) => {
    for (let n = 0; n < times; n += 1) await isDue(ms.hour);
  };
  const application = { account: 'bot', permission: 'role:erp_vendor_create' };

  it('are told of after three, once, until it is applied', async () => {
    const id = await approved('refused');
    await again(2);
    expect([await clearances(id), await desk.findings()]).toEqual([3, []]);
    await again(2);
    expect([await clearances(id), await desk.findings()]).toEqual([5, [`NEVER_APPLIED ${id}`]]);
    await desk.answers(1, [id], application);
    await desk.run('clear');
    expect(await desk.findings()).toEqual([]);
  });

  it('are told of no longer before anything is signed: whoever has signed waits for nobody', async () => {
    const applied = await approved('applied');
    await again(3);
    await desk.answers(1, [applied], application);
    const due = await approved('due');
    const gate = new Gate();
    const other = desk.inTransaction(async (tx) => {
      await tx.query(`SELECT 1 FROM finding WHERE subject = '${applied}' FOR UPDATE`);
      await gate.pass();
    });
    await gate.reached;
    const signs = jest.spyOn(desk.deps.issuer, 'issue');
    const clearing = isDue();
    await untilWaiting(desk.ds);
    const signed = signs.mock.calls.length;
    gate.open();
    await Promise.all([other, clearing]);
    expect([signed, await clearances(due), await desk.findings()]).toEqual([0, 2, []]);
  });

  it('are told of until it is taken back', async () => {
    const id = await approved('taken-back');
    const { hr } = (await desk.said('policy.assessed.v1', id)).at(-1)?.body ?? {};
    await again(3);
    expect(await desk.findings()).toEqual([`NEVER_APPLIED ${id}`]);
    await desk.hear('request.withdrawn.v1', { request: id, hr, by: people.mallory, reason: 'no' });
    await desk.run('clear');
    expect(await desk.findings()).toEqual([]);
  });

  it('are none where the first one was applied', async () => {
    const id = await approved('usual');
    await desk.answers(1, [id], application);
    await again(4);
    expect([await clearances(id), await desk.findings()]).toEqual([1, []]);
  });
});
