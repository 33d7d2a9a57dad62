import type { DesiredGrant, Hash } from '@countersign/contracts';
import { moments, ms, theRequest } from '@countersign/testing';
import { Gate } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { lockPlace, overduePlaces, placesOf, saveAnswered, saveOrdered } from './desired.store.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const place = { system: 'erp', account: 'u1001', permission: 'role:a' };
const other = 'r-story-0000000000000002';
const grant = (request: string, until: number | null = null) =>
  ({ clearance: `c of ${request}`, request, until }) as unknown as DesiredGrant;
const inTx = <T>(work: (tx: EntityManager) => Promise<T>) => provisioning.inTransaction(work);
/** Composes the next state of a place, as an order does. */
const order = async (tx: EntityManager, at: typeof place, ...grants: readonly DesiredGrant[]) => {
  const before = await lockPlace(tx, at);
  const next = { ...before, token: before.token + 1, grants: [...before.grants, ...grants] };
  await saveOrdered(tx, next, `order ${next.token}` as Hash, moments.ordered);
};

describe('a place', () => {
  it('begins empty, without a token', async () => {
    expect(await inTx((tx) => lockPlace(tx, place))).toEqual({
      ...place,
      ...{ token: 0, grants: [], answered: 0, adoptedAt: null, orderedAt: null, answeredAt: null },
    });
  });

  it('has tokens of its own that rise one by one', async () => {
    const elsewhere = { ...place, account: 'u6666' };
    for (const at of [place, elsewhere, place, place]) await inTx((tx) => order(tx, at));
    expect((await inTx((tx) => lockPlace(tx, place))).token).toBe(3);
    expect((await inTx((tx) => lockPlace(tx, elsewhere))).token).toBe(1);
  });

  it.each(['that nobody had ordered before', 'that is known'])(
    '%s is composed by one after the other: two at once lose neither grant nor token',
    async (which) => {
      if (which === 'that is known') await inTx((tx) => lockPlace(tx, place));
      const gate = new Gate();
      const first = inTx(async (tx) => {
        const before = await lockPlace(tx, place);
        await gate.pass();
        const next = { ...before, token: 1, grants: [grant(theRequest)] };
        await saveOrdered(tx, next, 'order 1' as Hash, moments.ordered);
      });
      await gate.reached;
      const second = inTx((tx) => order(tx, place, grant(other)));
      await provisioning.untilWaiting();
      gate.open();
      await Promise.all([first, second]);
      expect(await inTx((tx) => lockPlace(tx, place))).toMatchObject({
        token: 2,
        grants: [grant(theRequest), grant(other)],
      });
    },
  );

  it('keeps what was answered, which never falls', async () => {
    await inTx((tx) => order(tx, place, grant(theRequest)));
    const answer = (iat: number) =>
      inTx(async (tx) => saveAnswered(tx, { ...(await lockPlace(tx, place)), grants: [] }, iat));
    await answer(1_001);
    await answer(1_000);
    expect(await inTx((tx) => lockPlace(tx, place))).toMatchObject({ answered: 1, answeredAt: 1_001 });
    expect(await provisioning.places()).toEqual([
      { permission: 'role:a', token: 1, grants: [], answered: 1 },
    ]);
  });

  it('cannot be taken away by the runtime role: its token would begin anew', async () => {
    for (const table of ['desired', 'clearance', 'request'])
      await expect(provisioning.rows(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
  });
});

describe('places are found', () => {
  const at = (permission: string) => ({ ...place, permission });
  const names = (places: readonly { permission: string }[]) => places.map(({ permission }) => permission);

  it('by a request that has a grant there, whatever else is there', async () => {
    await inTx((tx) => order(tx, at('role:a'), grant(theRequest), grant(other)));
    await inTx((tx) => order(tx, at('role:b'), grant(other)));
    await inTx((tx) => order(tx, at('role:c'), grant(theRequest, moments.ordered)));
    const found = (request: string) => inTx((tx) => placesOf(tx, request));
    expect(names(await found(theRequest))).toEqual(['role:a', 'role:c']);
    expect(names(await found(other))).toEqual(['role:a', 'role:b']);
    expect(await found(theRequest.slice(0, -1))).toEqual([]);
  });

  it('by what is over, at its very end, the longest over first, so many at a time', async () => {
    const end = moments.ordered + ms.day;
    await inTx((tx) => order(tx, at('role:a'), grant(theRequest), grant(other, end + 1)));
    await inTx((tx) => order(tx, at('role:b'), grant(other, end)));
    await inTx((tx) => order(tx, at('role:c'), grant(other)));
    const over = async (now: number, limit = 9) => names(await inTx((tx) => overduePlaces(tx, now, limit)));
    expect(await over(end - 1)).toEqual([]);
    expect(await over(end)).toEqual(['role:b']);
    expect(await over(end + 1)).toEqual(['role:b', 'role:a']);
    expect(await over(end + 1, 1)).toEqual(['role:b']);
    await inTx(async (tx) => saveAnswered(tx, { ...(await lockPlace(tx, at('role:b'))), grants: [] }, 1));
    expect(await over(end + 1)).toEqual(['role:a']);
  });
});
