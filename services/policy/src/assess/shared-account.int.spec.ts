import { accountOf, controlled, hired, linked, people, type SourceEvent } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const other = 'person:1999';
const release = { beneficiary: other, items: [{ entitlement: 'erp:payment:release', scope: {} }] };

/** Bea holds one half on her own account; somebody else asks for the other half, on an account of his own. */
describe('an account that several use carries the access of each to all of them', () => {
  it.each<readonly [string, SourceEvent]>([
    ['hers was linked to him as well', linked(other, accountOf(people.bea))],
    ['his service uses hers', controlled('service:handover', other, { accounts: [accountOf(people.bea)] })],
    ['his was linked to her as well', linked(people.bea, accountOf(other))],
  ])('when %s: the other half is vetoed', async (_how, sharing) => {
    await desk.states(hired(other));
    const mine = await desk.asks('mine');
    await desk.approves(mine.id);
    expect(await desk.stateOf(mine.id)).toBe('cleared');
    await desk.states(sharing);
    const his = await desk.asks('his', release);
    expect([await desk.stateOf(his.id), await desk.reasons('policy.vetoed.v1', his.id)]).toEqual([
      'vetoed',
      ['CONFLICT'],
    ]);
  });
});
