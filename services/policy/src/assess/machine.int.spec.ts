import { controlled, hired, instantAt, left, ms, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { mallory, bea } = people;
const bot = 'service:bot';
const accounts = [{ system: 'erp', account: 'bot' }];
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(controlled(bot, mallory, { accounts })));

const asksForBot = async (name: string) => (await desk.asks(name, { beneficiary: bot })).id;
const leaves = () => desk.states(left(mallory, desk.clock.now()));
const held = async (id: string) => [await desk.stateOf(id), await desk.reasons('policy.held.v1', id)];
const ownerless = ['held', ['NO_ACTIVE_OWNER']];

describe('a machine whose last owner has left', () => {
  it('is given nothing, until a new owner is stated', async () => {
    await leaves();
    const id = await asksForBot('new-owner');
    expect(await held(id)).toEqual(ownerless);
    desk.clock.advance(ms.hour);
    await desk.run('due');
    expect(await held(id)).toEqual(ownerless);
    await desk.states(controlled(bot, bea, { accounts }));
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('is given nothing, until its owner is hired again', async () => {
    await leaves();
    const id = await asksForBot('rehired');
    expect(await held(id)).toEqual(ownerless);
    desk.clock.advance(ms.hour);
    await desk.states(hired(mallory, { effective: instantAt(desk.clock.now()) }));
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('assessed');
  });

  it('is given nothing on votes that were cast before she left', async () => {
    const id = await asksForBot('voted');
    const votes = await desk.votes(id, [people.omar, people.cleo]);
    await leaves();
    await desk.approves(id, votes);
    expect(await held(id)).toEqual(ownerless);
    expect(await desk.said('policy.cleared.v1')).toEqual([]);
  });

  it('is not cleared again: what was cleared and not applied is withdrawn', async () => {
    const id = await asksForBot('cleared');
    await desk.approves(id);
    await leaves();
    desk.clock.advance(65_000);
    await desk.run('clear');
    expect(await desk.stateOf(id)).toBe('withdrawn');
    expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['NO_ACTIVE_OWNER']);
  });
});
