import { aStory, moments, ms, theRequest, type Trail } from '@countersign/testing';
import { Gate } from '@countersign/testing/database';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { orderWaiting } from '../order/order-cleared.handler.js';

let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const [create, read] = ['role:erp_vendor_create', 'role:erp_vendor_read'];
/** Policy takes back the clearance of a story, alone. */
const recalled = ({ statements }: Trail) =>
  provisioning.signed('policy.withdrew.v1', {
    ...{ request: theRequest, hr: statements.submitted.hash, clearance: statements.cleared.hash },
    reasons: [{ code: 'MADE_UNTRUE', message: 'what it was judged on has changed' }],
  });
const recall = async (story: Trail) => provisioning.deliver(await recalled(story));
/** The same request, cleared a second time. */
const clearedAgain = () => aStory().cleared({ reservation: 'v-story-0000000000000002' }).tell();
const removals = async () =>
  (await provisioning.orders())
    .filter(({ topic }) => topic === 'provisioning.erp.urgent')
    .map(({ body, key }) => [key, body.permission, body.token, body.applyBefore, body.desired.grants.length]);
const clearancesAt = async () =>
  (await provisioning.places()).map(({ grants }) => grants.map(({ clearance }) => clearance));
/** The connector has carried out the order of a place. */
const applied = (permission: string | undefined, token: number, { statements }: Trail) => {
  const until = moments.submitted + 30 * ms.day;
  const grants = [{ clearance: statements.cleared.hash, request: theRequest, until }];
  const state = { grants, adopted: false };
  return provisioning.answered({
    system: 'erp',
    account: 'u1001',
    permission,
    token,
    outcome: 'done',
    state,
  });
};

describe('a clearance that policy takes back, alone', () => {
  it('is never ordered when it waits, and its request can be cleared anew', async () => {
    await provisioning.hear(trail, ['approval.approved.v1']);
    await recall(trail);
    await provisioning.hear(trail);
    await provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
    expect(await provisioning.said()).toEqual([]);
    expect(await provisioning.clearances()).toEqual([['spent', 'WITHDREW']]);
    const newer = await clearedAgain();
    await provisioning.hear(newer);
    const { hash } = newer.statements.cleared;
    expect(await clearancesAt()).toEqual([[hash], [hash]]);
  });

  it('is never ordered when it comes after that', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    await recall(trail);
    await provisioning.hear(trail);
    await provisioning.inTransaction((tx) => orderWaiting(provisioning.deps, tx));
    expect(await provisioning.said()).toEqual([]);
    expect(await provisioning.clearances()).toEqual([['spent', 'WITHDREW']]);
  });

  it('is never ordered when it comes at the same time', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    const withdrawal = await recalled(trail);
    const gate = new Gate();
    const waits = provisioning.inTransaction(async (tx) => {
      await tx.query(`SELECT 1 FROM request WHERE id = $1 FOR UPDATE`, [theRequest]);
      await gate.pass();
    });
    await gate.reached;
    const both = [provisioning.deliver(withdrawal), provisioning.hear(trail)];
    await provisioning.untilWaiting();
    gate.open();
    await Promise.all([waits, ...both]);
    expect(await clearancesAt()).toEqual((await provisioning.orders()).length > 0 ? [[], []] : []);
    expect(await provisioning.clearances()).toEqual([['spent', 'WITHDREW']]);
  });

  it('is ordered away everywhere, the urgent way, once, when it was ordered', async () => {
    await provisioning.hear(trail);
    await recall(trail);
    await recall(trail);
    expect(await removals()).toEqual([create, read].map((place) => [theRequest, place, 2, null, 0]));
    expect(await provisioning.clearances()).toEqual([['spent', 'WITHDREW']]);
  });

  it('leaves what another request gave at the same place', async () => {
    await provisioning.hear(trail);
    const other = await aStory().submitted({ request: 'r-story-0000000000000002' }).tell();
    await provisioning.hear(other);
    await recall(trail);
    const { hash } = other.statements.cleared;
    expect(await clearancesAt()).toEqual([[hash], [hash]]);
  });

  it('leaves a newer one of the same request that stands beside it', async () => {
    await provisioning.hear(trail);
    const newer = await clearedAgain();
    await provisioning.hear(newer);
    await recall(trail);
    const { hash } = newer.statements.cleared;
    expect(await clearancesAt()).toEqual([[hash], [hash]]);
  });

  it('takes of two lines only what rests on it', async () => {
    await provisioning.hear(trail);
    await applied(create, 1, trail);
    const newer = await clearedAgain();
    await provisioning.hear(newer);
    await recall(newer);
    expect(await removals()).toEqual([[theRequest, read, 3, trail.order.applyBefore, 1]]);
    expect(await clearancesAt()).toEqual([[trail.statements.cleared.hash], [trail.statements.cleared.hash]]);
    await recall(trail);
    const all = [
      [read, 3, trail.order.applyBefore, 1],
      [create, 2, null, 0],
      [read, 4, null, 0],
    ];
    expect(await removals()).toEqual(all.map((order) => [theRequest, ...order]));
    expect(await clearancesAt()).toEqual([[], []]);
  });

  it('while its place is answered waits for the place before it takes the clearance: no deadlock', async () => {
    await provisioning.hear(trail);
    const held = new Gate();
    const spent = new Gate();
    const answer = provisioning.inTransaction(async (tx) => {
      await tx.query(`SELECT 1 FROM desired WHERE permission = $1 FOR UPDATE`, [create]);
      held.open();
      await spent.pass();
      await tx.query(`SET LOCAL lock_timeout = '500ms'`);
      await tx.query('SELECT 1 FROM clearance FOR UPDATE');
    });
    await held.pass();
    const ending = recall(trail);
    await provisioning.untilWaiting();
    spent.open();
    await Promise.all([answer, ending]);
    expect(await removals()).toHaveLength(2);
  });
});
