import { itemOf, memberOf, people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() =>
  desk.begin(memberOf('finance-controllers', people.omar), memberOf('finance-controllers', people.cleo)),
);
afterAll(() => desk.close());

const creates = {
  account: 'u1001',
  permission: 'role:erp_vendor_create',
  grantor: 'g',
  via: [],
  options: [],
};
const release = { items: [itemOf('erp:payment:release')] };
const reading = { items: [itemOf('erp:vendor:read')] };
/** She holds the half that creates vendors, applied and seen. */
const holdsHalf = async () => {
  const { id } = await desk.asks('half');
  await desk.approves(id);
  await desk.answers(1, [id]);
  desk.clock.advance(1_000);
  await desk.observes([creates]);
  return id;
};
const dropping = (id: string, what: object) => ({ ...what, drops: [id] });
const lookAgain = async () => {
  desk.clock.advance(10_000);
  await desk.run('due');
};

describe('a request that gives up what she holds', () => {
  it('is judged without it: the other half of a conflict passes, which is vetoed otherwise', async () => {
    const half = await holdsHalf();
    expect(await desk.stateOf((await desk.asks('beside', release)).id)).toBe('vetoed');
    expect(await desk.stateOf((await desk.asks('instead', dropping(half, release))).id)).toBe('assessed');
    expect(await desk.stateOf(half)).toBe('cleared');
  });

  it('waits, with its votes, until the half that it gives up was seen to be gone', async () => {
    const half = await holdsHalf();
    const { id } = await desk.asks('instead', dropping(half, release));
    await desk.approves(id);
    expect([await desk.stateOf(half), await desk.reasons('policy.held.v1', id)]).toEqual([
      'withdrawn',
      ['WAITS_FOR_ABSENCE'],
    ]);
    await lookAgain();
    expect(await desk.said('policy.cleared.v1', id)).toEqual([]);
    await desk.answers(2, []);
    await lookAgain();
    expect(await desk.stateOf(id)).toBe('held');
    desk.clock.advance(70_000);
    await desk.answers(3, []);
    desk.clock.advance(1_000);
    await desk.observes();
    await lookAgain();
    expect([await desk.stateOf(half), await desk.stateOf(id)]).toEqual(['ended', 'cleared']);
  });

  it('gives it up when it is cleared, not before, where the two may stand side by side for a moment', async () => {
    const half = await holdsHalf();
    const { id } = await desk.asks('reading', dropping(half, reading));
    expect(await desk.stateOf(half)).toBe('cleared');
    await desk.approves(id);
    expect([await desk.stateOf(id), await desk.stateOf(half)]).toEqual(['cleared', 'withdrawn']);
    expect(await desk.reasons('policy.withdrew.v1', half)).toEqual(['GIVEN_UP']);
  });

  it('gives it up only when it begins', async () => {
    const half = await holdsHalf();
    const from = desk.clock.now() + 3_600_000;
    const window = { from, until: from + 86_400_000 };
    const later = await desk.asks('later', { ...dropping(half, reading), window });
    const instead = await desk.asks('instead-later', { ...dropping(half, release), window });
    await desk.approves(later.id);
    await desk.approves(instead.id);
    expect([await desk.stateOf(half), await desk.reasons('policy.held.v1', instead.id)]).toEqual([
      'cleared',
      ['STARTS_LATER'],
    ]);
    const due = await desk.rows('SELECT due_at FROM request WHERE id = $1', instead.id);
    expect(due).toEqual([{ due_at: String(from) }]);
    desk.clock.set(from);
    await desk.run('clear');
    expect(await desk.stateOf(half)).toBe('withdrawn');
  });

  it('gives up nothing of anybody else', async () => {
    const half = await holdsHalf();
    const { id } = await desk.asks('other', { ...dropping(half, reading), beneficiary: people.mallory });
    await desk.approves(id);
    expect(await desk.stateOf(id)).toBe('cleared');
    expect(await desk.stateOf(half)).toBe('cleared');
  });
});

describe('a request that is all or nothing', () => {
  const two = { items: [itemOf('erp:vendor:create'), itemOf('erp:vendor:read')] };
  const refusing = async (id: string) => {
    const [clearance] = await desk.said('policy.cleared.v1', id);
    await desk.answers(1, [], {
      permission: 'role:erp_vendor_read',
      results: [{ clearance: clearance?.hash, result: 'refused', code: 'PERMISSION_NOT_MANAGED' }],
    });
    await desk.run('refused');
  };

  it.each([
    [true, 'withdrawn'],
    [false, 'cleared'],
  ])('(%s) and refused in part by its target is %s', async (allOrNothing, state) => {
    const { id } = await desk.asks('two', { ...two, allOrNothing });
    await desk.approves(id);
    await desk.answers(1, [id]);
    await refusing(id);
    expect(await desk.stateOf(id)).toBe(state);
    if (allOrNothing) expect(await desk.reasons('policy.withdrew.v1', id)).toEqual(['PART_REFUSED']);
  });
});
