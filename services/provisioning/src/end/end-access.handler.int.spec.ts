import {
  aStory,
  hired,
  instantAt,
  left,
  moments,
  ms,
  people,
  theRequest,
  type Trail,
} from '@countersign/testing';
import type { Statement } from '@countersign/statement';
import { Gate } from '@countersign/testing/database';
import { type Said, TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { knowRequest } from '../order/request.store.js';
import { endOverdue } from './end-access.handler.js';
import { endWorkersDue } from './end-worker.handler.js';

let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const second = 'r-story-0000000000000002';
const third = 'r-story-0000000000000003';
const removals = async () =>
  (await provisioning.orders()).filter(({ topic }) => topic === 'provisioning.erp.urgent');
const withdrawn = (request: string = theRequest) =>
  provisioning.signed('request.withdrawn.v1', {
    request,
    hr: trail.statements.submitted.hash,
    by: people.rita,
    reason: 'no need',
  });
const requestsIn = ({ body }: Said) => body.desired.grants.map(({ request }: { request: string }) => request);
const tick = async () => {
  await provisioning.inTransaction((tx) => endOverdue(provisioning.deps, tx));
  await provisioning.inTransaction((tx) => endWorkersDue(provisioning.deps, tx));
};

describe('a request that is taken back', () => {
  it('is ordered away everywhere at once, the urgent way, and only once', async () => {
    await provisioning.hear(trail);
    await provisioning.deliver(await withdrawn());
    await provisioning.deliver(await withdrawn());
    expect((await removals()).map(({ body, key }) => ({ ...body, key }))).toEqual(
      ['role:erp_vendor_create', 'role:erp_vendor_read'].map((permission) => ({
        ...{ system: 'erp', account: 'u1001', permission, token: 2, applyBefore: null, key: theRequest },
        desired: { grants: [], adopted: false },
      })),
    );
  });

  it('leaves what another request gave', async () => {
    await provisioning.hear(trail);
    await provisioning.hear(await aStory().submitted({ request: second }).tell());
    await provisioning.deliver(await withdrawn());
    expect((await removals()).map(requestsIn)).toEqual([[second], [second]]);
    expect((await provisioning.places()).map(({ token }) => token)).toEqual([3, 3]);
  });

  it('goes by an order that another, on its way there, may come with: whichever is read first', async () => {
    await provisioning.hear(trail);
    const clearedFor = (request: string, sooner: number) =>
      aStory()
        .submitted({ request })
        .cleared(({ applyBefore, ...usual }) => ({ ...usual, applyBefore: applyBefore - sooner }))
        .tell();
    const others = await Promise.all([clearedFor(second, 9 * ms.second), clearedFor(third, 5 * ms.second)]);
    for (const other of others) await provisioning.hear(other);
    await provisioning.deliver(await withdrawn());
    await provisioning.deliver(await withdrawn(third));
    await provisioning.deliver(await withdrawn(second));
    const times = (await removals()).map(({ body }) => body.applyBefore);
    const [sooner, later] = others.map(({ order }) => order.applyBefore);
    expect(times).toEqual([later, later, sooner, sooner, null, null]);
  });

  it('is never ordered when it was taken back first, in whatever order the rest comes', async () => {
    await provisioning.deliver(await withdrawn());
    await provisioning.hear(trail);
    await tick();
    expect((await provisioning.orders()).filter((order) => requestsIn(order).length > 0)).toEqual([]);
    expect((await provisioning.clearances())[0]?.[0]).toBe('spent');
  });

  it('is ordered away when the clearance is being ordered at that very moment', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    const gate = new Gate();
    provisioning.onIssue = () => {
      provisioning.onIssue = () => undefined;
      return gate.pass();
    };
    const granting = provisioning.deliver(await provisioning.read(trail.statements.cleared.jws));
    await gate.reached;
    const ending = provisioning.deliver(await withdrawn());
    await provisioning.untilWaiting();
    gate.open();
    await Promise.all([granting, ending]);
    expect((await provisioning.orders()).map(({ body }) => body.token)).toEqual([1, 1, 2, 2]);
    expect((await provisioning.places()).map(({ grants }) => grants)).toEqual([[], []]);
  });

  it('is ordered away while there is no law, every chain has a gap and clocks differ', async () => {
    await provisioning.hear(trail);
    for (const signer of ['request', 'policy', 'approval']) provisioning.gaps.add(signer);
    provisioning.skewed.add('this process').add('policy');
    const withdrawal = await withdrawn();
    const { trust } = provisioning;
    provisioning.trust = undefined as never;
    await provisioning.deliver(withdrawal);
    provisioning.trust = trust;
    expect(await removals()).toHaveLength(2);
  });
});

describe('access whose time is over', () => {
  it('is ordered away at its very end, once', async () => {
    await provisioning.hear(trail);
    provisioning.clock.set(moments.submitted + 30 * ms.day - 1);
    await tick();
    expect(await removals()).toEqual([]);
    provisioning.clock.advance(1);
    await tick();
    await tick();
    expect((await removals()).map(requestsIn)).toEqual([[], []]);
  });

  it('takes nothing with it that lasts longer', async () => {
    await provisioning.hear(trail);
    const longer = (usual: { window: { from: number } }) => ({
      ...usual,
      request: second,
      window: { ...usual.window, until: moments.submitted + 31 * ms.day },
    });
    await provisioning.hear(
      await aStory()
        .submitted(longer as never)
        .tell(),
    );
    provisioning.clock.set(moments.submitted + 30 * ms.day);
    await tick();
    expect((await removals()).map(requestsIn)).toEqual([[second], [second]]);
  });
});

describe('a person who leaves', () => {
  type Fact = Statement<'request.identity-stated.v1'>;
  const leaves = async (at: number) =>
    provisioning.read<'request.identity-stated.v1'>((await provisioning.pen.state(left(people.bea, at))).jws);

  it('loses everything when it is learnt, and nothing before the day', async () => {
    await provisioning.hear(trail);
    const day = provisioning.clock.now() + ms.day;
    await provisioning.deliver(await leaves(day));
    await tick();
    expect(await removals()).toEqual([]);
    provisioning.clock.set(day);
    await tick();
    await tick();
    expect(await removals()).toHaveLength(2);
  });

  it('loses all she has at once: every request and place is locked before the first is signed, and ordered once', async () => {
    await provisioning.hear(trail);
    await provisioning.hear(await aStory().submitted({ request: second }).tell());
    const free: number[] = [];
    provisioning.onIssue = async () => {
      for (const table of ['request', 'desired'])
        await provisioning.inTransaction(async (tx) => {
          const rows: unknown[] = await tx.query(`SELECT 1 FROM ${table} FOR UPDATE SKIP LOCKED`);
          free.push(rows.length);
        });
    };
    await provisioning.deliver(await leaves(provisioning.clock.now()));
    expect(free).toEqual([0, 0, 0, 0]);
    expect((await removals()).map(requestsIn)).toEqual([[], []]);
  });

  it.each([
    ['read in the order in which it happened', (gone: Fact, again: Fact) => [gone, again]],
    ['read the other way round', (gone: Fact, again: Fact) => [again, gone]],
  ])('and is hired again loses what she had: %s', async (_, inOrder) => {
    await provisioning.hear(trail);
    const at = provisioning.clock.now();
    const again = await provisioning.pen.state(hired(people.bea, { effective: instantAt(at) }));
    const facts = [
      await leaves(at - 1),
      await provisioning.read<'request.identity-stated.v1'>(again.jws),
    ] as const;
    for (const fact of inOrder(...facts)) await provisioning.deliver(fact);
    expect((await removals()).map(requestsIn)).toEqual([[], []]);
  });

  it('on a day that was announced, and is hired again before anybody looked, loses what she had, and keeps what was asked since', async () => {
    await provisioning.hear(trail);
    const day = provisioning.clock.now() + ms.day;
    await provisioning.deliver(await leaves(day));
    const again = await provisioning.pen.state(hired(people.bea, { effective: instantAt(day + 1) }));
    await provisioning.deliver(await provisioning.read(again.jws));
    await provisioning.inTransaction((tx) =>
      knowRequest(tx, second, { beneficiary: people.bea, askedAt: day + 1 }),
    );
    provisioning.clock.set(day + 2);
    await tick();
    expect((await removals()).map(requestsIn)).toEqual([[], []]);
    expect(await provisioning.rows('SELECT ended FROM request WHERE id = $1', [second])).toEqual([
      { ended: null },
    ]);
  });

  it('gets nothing afterwards, whatever was cleared', async () => {
    await provisioning.hear(trail, ['policy.cleared.v1']);
    await provisioning.deliver(await leaves(provisioning.clock.now()));
    await provisioning.deliver(await provisioning.read(trail.statements.cleared.jws));
    expect((await provisioning.orders()).filter((order) => requestsIn(order).length > 0)).toEqual([]);
  });

  it('takes nobody else’s access with her', async () => {
    await provisioning.hear(trail);
    const { jws } = await provisioning.pen.state(left(people.mallory, provisioning.clock.now()));
    await provisioning.deliver(await provisioning.read(jws));
    await tick();
    expect(await removals()).toEqual([]);
  });
});
