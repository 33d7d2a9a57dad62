import { verifyEvidence } from '@countersign/statement';
import { controlled, deciding, instantAt, ms, people } from '@countersign/testing';
import { controllers, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { race } from '../../test/race.spec-only.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(...controllersDecide));

const payments = { items: [{ entitlement: 'erp:payment:release', scope: {} }] };
const accounts = [{ system: 'erp', account: 'pay' }];
const vendorHalf = async (change: object = {}) => {
  const { id } = await desk.asks('vendors', change);
  const votes = await desk.votes(id, [people.omar, people.cleo]);
  return { id, approve: () => desk.approves(id, votes) };
};
const paymentHalf = async (change: object = {}) => {
  const { id } = await desk.asks('payments', { ...payments, ...change });
  const votes = await desk.votes(id, [people.omar, ...controllers]);
  return { id, approve: () => desk.approves(id, votes) };
};
const states = (...ids: readonly string[]) => Promise.all(ids.map((id) => desk.stateOf(id)));
const reserved = async () =>
  (await desk.rows('SELECT request FROM reservation')).map(({ request }) => request);

describe('both halves of a conflict, approved, cleared at the same time', () => {
  it.each(['vendors', 'payments'])('go to %s when that was first, and to nobody else', async (winner) => {
    const halves = [await vendorHalf(), await paymentHalf()];
    const [first, second] = winner === 'vendors' ? halves : halves.reverse();
    if (!first || !second) throw new RangeError('there are two');
    await race(desk, first.approve, second.approve);
    expect(await states(first.id, second.id)).toEqual(['cleared', 'vetoed']);
    expect(await reserved()).toEqual([first.id]);
    expect(await desk.said('policy.cleared.v1')).toHaveLength(1);
  });

  it('go to one when the other half is for a service account that the same person owns', async () => {
    await desk.states(controlled('service:pay', people.bea, { accounts }));
    const [first, second] = [await vendorHalf(), await paymentHalf({ beneficiary: 'service:pay' })];
    await race(desk, first.approve, second.approve);
    expect(await states(first.id, second.id)).toEqual(['cleared', 'vetoed']);
  });

  it('go to one when both are for service accounts of one owner, who holds nothing herself', async () => {
    await desk.states(
      controlled('service:pay', people.mallory, { accounts }),
      controlled('service:buy', people.mallory, { accounts: [{ system: 'erp', account: 'buy' }] }),
    );
    const first = await vendorHalf({ beneficiary: 'service:buy' });
    const second = await paymentHalf({ beneficiary: 'service:pay' });
    await race(desk, first.approve, second.approve);
    expect(await states(first.id, second.id)).toEqual(['cleared', 'vetoed']);
  });

  it('go to one when ownership is stated while the first is cleared: the fact waits, the second is judged by it', async () => {
    await desk.states(controlled('service:pay', people.mallory, { accounts }));
    const [first, second] = [await vendorHalf(), await paymentHalf({ beneficiary: 'service:pay' })];
    await race(desk, first.approve, () => desk.states(controlled('service:pay', people.bea, { accounts })));
    await second.approve();
    expect(await states(first.id, second.id)).toEqual(['cleared', 'vetoed']);
  });

  it('go to both for two strangers', async () => {
    const [first, second] = [await vendorHalf(), await paymentHalf({ beneficiary: people.mallory })];
    await Promise.all([first.approve(), second.approve()]);
    expect(await states(first.id, second.id)).toEqual(['cleared', 'cleared']);
  });
});

describe('one request at the same time', () => {
  it('is reserved and cleared once when its approval comes twice', async () => {
    const { id, approve } = await vendorHalf();
    await race(desk, approve, approve);
    expect(await reserved()).toEqual([id]);
    expect(await desk.said('policy.cleared.v1')).toHaveLength(1);
  });

  it('is cleared anew once by two timers', async () => {
    const { id, approve } = await vendorHalf();
    await approve();
    desk.clock.advance(70 * ms.second);
    await race(
      desk,
      () => desk.run('clear'),
      () => desk.run('clear'),
    );
    expect(await desk.said('policy.cleared.v1', id)).toHaveLength(2);
    expect(await desk.rows('SELECT clearances FROM reservation')).toEqual([{ clearances: 2 }]);
  });

  it('ends with nothing open when a withdrawal comes behind its clearance', async () => {
    const { id, approve } = await vendorHalf();
    const { body } = (await desk.said('policy.assessed.v1', id))[0] ?? {};
    await race(desk, approve, () =>
      desk.hear('request.withdrawn.v1', { request: id, hr: body.hr, by: people.rita, reason: 'no need' }),
    );
    expect(await states(id)).toEqual(['withdrawn']);
    expect(await desk.rows('SELECT state FROM clearance')).toEqual([{ state: 'withdrawn' }]);
    expect(await desk.rows('SELECT state FROM reservation')).toEqual([{ state: 'ending' }]);
    expect(await desk.said('policy.withdrew.v1', id)).toHaveLength(1);
  });
});

describe('a clearance', () => {
  it('is one that every later verifier believes', async () => {
    const { id, approve } = await vendorHalf();
    desk.clock.advance(ms.hour);
    await approve();
    expect(await verdict(id)).toBe('ok');
  });

  it('never counts a voter whom its own assessment excludes, whatever holds now: later verifiers would not', async () => {
    await desk.states(
      ...deciding(people.mallory, 'process-owners'),
      controlled('service:pay', people.rita, { accounts }),
      controlled('service:pay', people.omar),
    );
    const { id, approve } = await vendorHalf({ beneficiary: 'service:pay' });
    expect((await desk.said('policy.assessed.v1', id))[0]?.body.excluded).toContain(people.omar);
    desk.clock.advance(ms.hour);
    const now = instantAt(desk.clock.now());
    await desk.states(controlled('service:pay', people.omar, { effective: now, until: now }));
    await approve();
    expect(await desk.said('policy.cleared.v1', id)).toEqual([]);
    expect(await reserved()).toEqual([]);
  });
});

/** What the verifier of provisioning and connector says of the newest clearance, given all that was stated, heard and said. */
async function verdict(request: string): Promise<string> {
  const cleared = (await desk.said('policy.cleared.v1', request)).at(-1);
  const rows = await desk.rows(
    `SELECT convert_from(jws, 'UTF8') AS jws FROM received UNION SELECT convert_from(jws, 'UTF8') FROM statement`,
  );
  const { until, applyBefore, lines } = cleared?.body ?? {};
  const grant = { clearance: cleared?.hash, request, until } as never;
  const documents = rows.map(({ jws }) => String(jws));
  const answer = await verifyEvidence({ ...lines[0], applyBefore }, grant, documents, desk.trust);
  return answer.ok ? 'ok' : answer.error.code;
}
