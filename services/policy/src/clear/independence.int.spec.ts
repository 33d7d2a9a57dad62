// A source alone makes nobody independent at once (DESIGN, section 7): neither for a request under way nor for one that is asked right after.
import { controlled, instantAt, linked, memberOf, moments, ms, people } from '@countersign/testing';
import { PolicyDesk, type Said } from '../../test/policy-desk.spec-only.js';

const { omar, cleo, bea, rita } = people;
const longAgo = instantAt(moments.submitted - 40 * ms.day);
const bot = 'service:bot';
const accounts = [{ system: 'erp', account: 'bot' }];
const owners = [controlled(bot, omar, { accounts }), controlled(bot, people.mallory, { accounts })];
/** Omar's account is the beneficiary's, too; then her source says that it never was. */
const delegated = controlled(bea, omar, { how: 'delegate', accounts: [] });
const undone = controlled(bea, omar, { how: 'delegate', accounts: [], effective: longAgo, until: longAgo });

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(...owners, delegated, memberOf('process-owners', 'person:2009')));

const excluded = async (id: string) =>
  ((await desk.said('policy.assessed.v1', id)).at(-1) as Said).body.excluded as string[];

it('keeps a delegate from deciding about what is asked just after the delegation was undone, dated back', async () => {
  await desk.states(undone);
  const { id } = await desk.asks('after');
  expect(await excluded(id)).toContain(omar);
  await desk.approves(id, await desk.votes(id, [omar, cleo]));
  expect(await desk.stateOf(id)).not.toBe('cleared');
});

it('keeps an owner from deciding about her machine when she is assessed anew after the end was stated', async () => {
  const { id } = await desk.asks('again', { beneficiary: bot });
  expect(await excluded(id)).toContain(omar);
  await desk.states(controlled(bot, omar, { accounts, effective: longAgo, until: longAgo }));
  await desk.approves(id, await desk.votes(id, [omar, cleo]));
  expect(await excluded(id)).toContain(omar);
  expect(await desk.stateOf(id)).toBe('assessed');
});

it('lets her decide once it has been known for a week', async () => {
  await desk.states(undone);
  desk.clock.advance(8 * ms.day);
  const { id } = await desk.asks('later');
  expect(await excluded(id)).not.toContain(omar);
  await desk.approves(id);
  expect(await desk.stateOf(id)).toBe('cleared');
});

it('keeps who had an account from deciding about it when it is not hers any more', async () => {
  const account = { system: 'erp', account: 'twin' };
  await desk.states(
    linked(omar, account),
    linked(omar, account, { effective: longAgo, until: longAgo }),
    linked(rita, account),
  );
  const { id } = await desk.asks('twin');
  expect(await excluded(id)).toContain(omar);
});
