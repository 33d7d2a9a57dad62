import { type Statement, verifyStatement } from '@countersign/statement';
import { itemOf, keyring, memberOf, people } from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import { because } from '../../test/lawful-moves.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { RequestConsumer } from '../assess/request.consumer.js';
import { clearApproved } from './clear.handler.js';

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() =>
  desk.begin(memberOf('finance-controllers', people.omar), memberOf('finance-controllers', people.cleo)),
);
afterAll(() => desk.close());

/** What is given up, and lies in quarantine. */
const unknown = 'r-unknown'.padEnd(24, '0');
const reading = { items: [itemOf('erp:vendor:read')], drops: [unknown] };
/** An exchange for it is asked for, approved and cleared. */
const exchanged = async (name: string, change: object = {}) => {
  const { id, hr } = await desk.asks(name, { ...reading, ...change });
  await desk.approves(id);
  expect(await desk.stateOf(id)).toBe('cleared');
  return { id, hr };
};
/** It is given again. */
const comes = async (change: object = {}) => {
  await desk.asks('unknown', change);
  return desk.stateOf(unknown);
};

describe('a request that was given up before policy knew of it', () => {
  it('ends as soon as it is known, with the reason of its exchange, and nobody is asked about it', async () => {
    const { id } = await exchanged('instead');
    expect(await comes()).toBe('withdrawn');
    const said = await desk.said(undefined, unknown);
    expect(said.map(({ type }) => type)).toEqual(['policy.withdrew.v1']);
    expect(said[0]?.body.reasons).toEqual([{ code: 'GIVEN_UP', message: `given up for \`${id}\`` }]);
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('ends although what it was given up for is over by then', async () => {
    const { id, hr } = await exchanged('instead');
    await desk.hear('request.withdrawn.v1', { request: id, hr, by: people.bea, reason: 'no' });
    expect(await comes()).toBe('withdrawn');
  });

  it('ends where its exchange waits for the absence of something else that it gives up', async () => {
    const half = await desk.asks('half');
    await desk.approves(half.id);
    await desk.answers(1, [half.id]);
    const release = { items: [itemOf('erp:payment:release')], drops: [half.id, unknown] };
    const { id } = await desk.asks('release', release);
    await desk.approves(id);
    expect([await desk.stateOf(half.id), await desk.stateOf(id)]).toEqual(['withdrawn', 'held']);
    expect(await comes({ items: [itemOf('erp:vendor:read')] })).toBe('withdrawn');
  });

  it('ends where it comes while its exchange is being cleared', async () => {
    const { id, hr } = await desk.asks('instead', reading);
    const ha = (await desk.said('policy.assessed.v1', id))[0]?.hash;
    const votes = await desk.votes(id, [people.omar, people.cleo]);
    const [approval, submitted] = await Promise.all([
      written('approval.approved.v1', { request: id, hr, ha, votes }),
      written('request.submitted.v1', { ...(await bodyOf(id)), request: unknown, drops: [] }),
    ]);
    const { waited } = await sideBySide(
      desk.ds,
      async (tx) => {
        await because(tx, 'approval.approved.v1');
        await clearApproved(desk.deps, tx, approval as never);
      },
      async (tx) => {
        await because(tx, 'request.submitted.v1');
        await new RequestConsumer(desk.deps).submitted(submitted as never, { tx, record: null as never });
      },
    );
    expect([waited, await desk.stateOf(id), await desk.stateOf(unknown)]).toEqual([
      true,
      'cleared',
      'withdrawn',
    ]);
  });
});

const bodyOf = async (id: string) =>
  (await desk.rows('SELECT submitted FROM request WHERE id = $1', id))[0]?.['submitted'] as object;
const written = async (
  type: 'approval.approved.v1' | 'request.submitted.v1',
  body: object,
): Promise<Statement> =>
  verifyStatement((await desk.pen.write(type, body, { at: desk.clock.now() })).jws, keyring().registry());

describe('a request that policy comes to know later is judged by itself', () => {
  it('where the exchange that names it was never cleared', async () => {
    await desk.asks('instead', reading);
    expect(await comes()).toBe('assessed');
  });

  it('where a stranger gave up its id: nobody gives up what is another’s', async () => {
    await exchanged('stranger', { beneficiary: people.mallory });
    expect(await comes()).toBe('assessed');
  });

  it('but not where she gave it up herself after a stranger did', async () => {
    await exchanged('stranger', { beneficiary: people.mallory });
    await exchanged('instead');
    expect(await comes()).toBe('withdrawn');
  });

  it('and another one than was given up', async () => {
    await exchanged('instead');
    expect(await desk.stateOf((await desk.asks('another')).id)).toBe('assessed');
  });
});
