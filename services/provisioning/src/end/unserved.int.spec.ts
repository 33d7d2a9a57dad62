import { aStory, left, ms, people, theRequest } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { confirmRunOut } from './confirm-run-out.handler.js';
import { endOverdue, endRequest } from './end-access.handler.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());

/** The request of the story has something in `crm`, too, which nobody serves any more. */
beforeEach(async () => {
  await provisioning.reset();
  await provisioning.hear(await aStory().tell());
  await provisioning.rows(
    `INSERT INTO desired (system, account, permission, token, grants, soonest, answered_token)
       SELECT 'crm', account, 'role:crm_user', 1, grants, soonest, 1 FROM desired WHERE permission = 'role:erp_vendor_create'`,
  );
  await provisioning.rows(
    `UPDATE clearance SET lines = lines || '[{"system": "crm", "account": "u1001", "permission": "role:crm_user"}]'`,
  );
  await provisioning.serves('erp');
});

const systemsOfRemovals = async () =>
  (await provisioning.orders())
    .filter(({ topic }) => topic.endsWith('.urgent'))
    .map(({ body }) => [body.system, body.desired.grants.length]);
const unserved = async () =>
  (
    await provisioning.rows<{ grants: unknown[]; token: string }>(
      `SELECT grants, token FROM desired WHERE system = 'crm'`,
    )
  ).map(({ grants, token }) => [grants.length, Number(token)]);
const inErp = [
  ['erp', 0],
  ['erp', 0],
];

describe('what is in a system that is served no more', () => {
  it('keeps nothing of its request elsewhere from being ordered away', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    expect(await systemsOfRemovals()).toEqual(inErp);
    expect(provisioning.errors).toEqual([
      ['access in a system that is not served cannot be ordered away', { system: 'crm', places: 1 }],
    ]);
  });

  it('keeps nothing of a leaver elsewhere', async () => {
    const { jws } = await provisioning.pen.state(left(people.bea, provisioning.clock.now()));
    await provisioning.deliver(await provisioning.read(jws));
    expect(await systemsOfRemovals()).toEqual(inErp);
  });

  it('is wanted no longer: an order there would lack it, and what is over comes up once', async () => {
    provisioning.clock.advance(40 * ms.day);
    for (let round = 0; round < 2; round++)
      await provisioning.inTransaction((tx) => endOverdue(provisioning.deps, tx));
    expect(await unserved()).toEqual([[0, 1]]);
    expect(provisioning.errors).toHaveLength(1);
  });

  it('is confirmed by no answer from before, however late that came', async () => {
    const late = provisioning.clock.now() + ms.hour;
    await provisioning.rows(`UPDATE desired SET answered_at = $1 WHERE system = 'crm'`, [late]);
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    expect(await provisioning.rows(`SELECT answered_at AS at FROM desired WHERE system = 'crm'`)).toEqual([
      { at: null },
    ]);
  });

  it('is looked for once an hour where a word on it is wanted, and keeps nothing else from being confirmed', async () => {
    await provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
    const erp = { system: 'erp', account: 'u1001', outcome: 'done', state: { grants: [], adopted: false } };
    const answer = async (token: number) => {
      for (const permission of ['role:erp_vendor_create', 'role:erp_vendor_read'])
        await provisioning.answered({ ...erp, permission, token, newest: token });
    };
    await answer(2);
    const pass = () => provisioning.inTransaction((tx) => confirmRunOut(provisioning.deps, tx));
    provisioning.clock.advance(70 * ms.second);
    await pass();
    expect([await systemsOfRemovals(), provisioning.errors]).toEqual([
      [...inErp, ...inErp],
      [expect.anything()],
    ]);
    await answer(3);
    provisioning.clock.advance(6 * ms.second);
    await pass();
    const said = provisioning.errors.length;
    provisioning.clock.advance(50 * ms.minute);
    await pass();
    expect(provisioning.errors).toHaveLength(said);
    provisioning.clock.advance(20 * ms.minute);
    await pass();
    expect(provisioning.errors).toHaveLength(said + 1);
  });

  it('is granted nothing', async () => {
    await provisioning.reset();
    await provisioning.serves('crm');
    await expect(provisioning.hear(await aStory().tell())).rejects.toMatchObject({ code: 'UNKNOWN_TOPIC' });
  });
});
