import type { Hash } from '@countersign/contracts';
import { aStory, ms, theRequest, type Trail } from '@countersign/testing';
import { endRequest } from '../end/end-access.handler.js';
import { type Said, TestProvisioning } from '../../test/test-provisioning.spec-only.js';

let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(async () => {
  await provisioning.reset();
  await provisioning.hear(trail);
});

const place = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create' };
/** The connector has seen a higher token than that of our order. */
const fenced = (token: number, newest: number) =>
  provisioning.answered({
    ...place,
    ...{ token, newest, outcome: 'fenced', state: { grants: [], adopted: false } },
  });
const held = {
  grants: [{ clearance: 'A'.repeat(43) as Hash, request: theRequest, until: null }],
  adopted: false,
};
const ordersHere = async () =>
  (await provisioning.orders()).filter(({ body }) => body.permission === place.permission);
const last = async () => (await ordersHere()).at(-1) as Said;

describe('an order of ours that was fenced', () => {
  it('goes out again above what the connector has seen, the urgent way, adding nothing: that would be late', async () => {
    await fenced(1, 4_000);
    const { body, topic, key } = await last();
    expect({ topic, key, token: body.token, applyBefore: body.applyBefore }).toEqual({
      ...{ topic: 'provisioning.erp.urgent', key: 'erp u1001' },
      ...{ token: 4_001, applyBefore: provisioning.clock.now() - 10 * ms.second },
    });
    expect(body.desired.grants).toMatchObject([{ request: theRequest }]);
  });

  it('when it removes, so that the removal arrives in the end', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await fenced(2, 7);
    expect((await last()).body).toMatchObject({ token: 8, desired: { grants: [] } });
    await fenced(8, 9);
    expect((await last()).body).toMatchObject({ token: 10, desired: { grants: [] } });
  });

  it('goes out again once, however often the connector says so', async () => {
    await fenced(1, 4_000);
    await fenced(1, 4_000);
    expect((await ordersHere()).map(({ body }) => body.token)).toEqual([1, 4_001]);
  });

  it('goes out again when somebody used up its token for another order', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await provisioning.answered({ ...place, ...{ token: 2, newest: 2, outcome: 'refused', state: held } });
    expect((await last()).body).toMatchObject({ token: 3, desired: { grants: [] } });
    await provisioning.answered({ ...place, ...{ token: 3, newest: 3, outcome: 'done', state: held } });
    expect((await last()).body).toMatchObject({ token: 4, desired: { grants: [] } });
  });

  it('is not answered while the target has what it takes away: it is asked again', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await provisioning.answered({ ...place, ...{ token: 2, newest: 1, outcome: 'refused', state: held } });
    expect((await ordersHere()).map(({ body }) => body.token)).toEqual([1, 2]);
    const [row] = await provisioning.inTransaction((tx) =>
      tx.query<{ answered: string }[]>(
        'SELECT answered_token AS answered FROM desired WHERE permission = $1',
        [place.permission],
      ),
    );
    expect(Number(row?.answered)).toBeLessThan(2);
  });

  it('stays as it is when the connector claims to have seen what no order can have: it is asked again', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await fenced(2, 2 ** 52);
    expect((await ordersHere()).map(({ body }) => body.token)).toEqual([1, 2]);
  });

  it('goes out again after what the connector has seen when ours lies too far above', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    await fenced(2, 1_000_000);
    await provisioning.answered({
      ...place,
      ...{ token: 1_000_001, newest: 1, outcome: 'refused', code: 'TOKEN_JUMPED', state: held },
    });
    expect((await last()).body).toMatchObject({ token: 2, desired: { grants: [] } });
    await provisioning.answered({
      ...place,
      ...{ token: 2, newest: 2, outcome: 'done', state: { grants: [], adopted: false } },
    });
    expect((await ordersHere()).map(({ body }) => body.token)).toEqual([1, 2, 1_000_001, 2]);
  });

  it('is not the newest: nothing goes out', async () => {
    await fenced(7, 9);
    expect(await ordersHere()).toHaveLength(1);
  });
});
