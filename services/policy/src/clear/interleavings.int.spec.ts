import { accountOf, controlled, itemOf, keyring, left, ms, people } from '@countersign/testing';
import { Gate, sideBySide, untilWaiting } from '@countersign/testing/database';
import { controllers, controllersDecide } from '../../test/askings.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { takeAnswer } from '../release/answer.handler.js';

/** Counterexamples of the model (docs/model), played on the real service. */
let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin(...controllersDecide));

const payments = { items: [{ entitlement: 'erp:payment:release', scope: {} }] };
const approved = async (name: string, change: object = {}) => {
  const { id, hr } = await desk.asks(name, change);
  await desk.approves(id, await desk.votes(id, [people.omar, people.cleo, ...controllers]));
  return { id, hr };
};
const clearances = async (request: string) => (await desk.said('policy.cleared.v1', request)).length;

/** `work` has to wait for a row that somebody else has locked, and `meanwhile` happens before it goes on. */
async function whileWaiting(lock: string, work: () => Promise<unknown>, meanwhile: () => unknown) {
  const gate = new Gate();
  const other = desk.inTransaction(async (tx) => {
    await tx.query(lock);
    await gate.pass();
  });
  await gate.reached;
  const waiting = work();
  await untilWaiting(desk.ds);
  await meanwhile();
  gate.open();
  await Promise.all([other, waiting]);
}
const lockBea = `SELECT 1 FROM root WHERE id = '${people.bea}' FOR UPDATE`;

describe('a hand-over at noon', () => {
  it('clears nothing of what begins when it was judged before noon and would be signed after it', async () => {
    const noon = desk.clock.now() + ms.day;
    const create = await approved('until-noon', { window: { from: desk.clock.now(), until: noon } });
    await desk.answers(1, [create.id]);
    desk.clock.set(noon - ms.minute);
    const { id } = await desk.asks('from-noon', {
      ...payments,
      window: { from: noon, until: noon + ms.day },
    });
    const votes = await desk.votes(id, [people.omar, ...controllers]);
    desk.clock.set(noon - 1);
    await whileWaiting(
      lockBea,
      () => desk.approves(id, votes),
      () => desk.clock.set(noon),
    );
    expect([await desk.stateOf(id), await clearances(id)]).toEqual(['cleared', 0]);
    await desk.run('clear');
    expect(await clearances(id)).toBe(0);
  });
});

const takesBack = (request: string, hr: string) =>
  desk.hear('request.withdrawn.v1', { request, hr, by: people.bea, reason: 'no' });

describe('a reservation that ends', () => {
  it('is free although its connector spoke of it last while it was live: it never had what was cleared', async () => {
    const { id, hr } = await approved('never-had');
    await desk.answers(1, []);
    await takesBack(id, hr);
    desk.clock.advance(ms.minute + 6 * ms.second);
    await desk.answers(2, []);
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(id)).toBe('ended');
  });

  it('is not free while its connector has not spoken of it at all', async () => {
    const { id, hr } = await approved('unheard');
    await takesBack(id, hr);
    desk.clock.advance(ms.day);
    await desk.observes();
    expect(await desk.stateOf(id)).toBe('withdrawn');
  });

  it.each([
    ['connector', 'it may be the one that says that it was given back'],
    ['observer', 'nobody knows whose word it is then'],
  ])('is not free while a word of its %s is missing: %s', async (watcher) => {
    const { id, hr } = await approved('gap');
    await takesBack(id, hr);
    desk.clock.advance(ms.minute + 6 * ms.second);
    await desk.answers(1, []);
    desk.gaps.add(`${watcher}-erp`);
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(id)).toBe('withdrawn');
    desk.gaps.clear();
    desk.clock.advance(ms.second);
    await desk.observes();
    expect(await desk.stateOf(id)).toBe('ended');
  });

  it('is not cleared again by a timer that comes while it is being ended', async () => {
    const { id } = await approved('two-lines', { items: [itemOf('role:vendor-clerk')] });
    await desk.answers(1, [id]);
    desk.clock.advance(ms.minute + 6 * ms.second);
    const lacks = {
      ...{ system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create', token: 2, newest: 2 },
      ...{ order: 'A'.repeat(43), outcome: 'done', code: null, results: [], verified: [], findings: [] },
      state: { grants: [], adopted: false },
    };
    await sideBySide(
      desk.ds,
      (tx) => takeAnswer(desk.deps, tx, lacks as never, desk.clock.now()),
      () => desk.run('clear'),
    );
    expect(await desk.rows('SELECT state FROM reservation')).toEqual([{ state: 'ending' }]);
    expect(await clearances(id)).toBe(1);
  });
});

describe('a bundle that another process has accepted', () => {
  const next = keyring().bundle((usual) => ({ ...usual, number: usual.number + 1 }));
  const accepted = () =>
    desk.force(
      `INSERT INTO governance_document (type, number, hash, bytes) VALUES ('governance.bundle.v1', ${next.number}, 'h', 'b')`,
    );

  it('is waited for by whoever judges and remembers an earlier one', async () => {
    const { id } = await desk.asks('law');
    await accepted();
    await desk.approves(id);
    expect(await desk.reasons('policy.held.v1', id)).toEqual(['LAW_NOT_READ']);
    desk.under(next);
    await desk.run('due');
    expect(await desk.stateOf(id)).toBe('cleared');
  });

  it('is waited for by facts, which touch by it whom an earlier one does not know of, but by no end', async () => {
    await approved('touched');
    await accepted();
    await expect(desk.states(controlled(people.mallory, people.bea, { how: 'delegate' }))).rejects.toThrow(
      expect.objectContaining({ code: 'LAW_NOT_READ', retriable: true }),
    );
    expect(await desk.rows('SELECT state FROM clearance')).toEqual([{ state: 'open' }]);
    await desk.states(left(people.bea, desk.clock.now()));
    expect(await desk.rows('SELECT state FROM clearance')).toEqual([{ state: 'withdrawn' }]);
    desk.under(next);
    await desk.states(controlled(people.mallory, people.bea, { how: 'delegate' }));
    expect(await desk.rows('SELECT id FROM root WHERE id = $1', people.mallory)).toHaveLength(1);
  });

  it('leaves out what is seen in a target until it is read: the next look tells the same', async () => {
    const place = { account: 'u1001', permission: 'role:erp_payment_release' };
    const sees = () => desk.observes([{ ...place, grantor: 'dba', via: [], options: [] }]);
    const taken = () => desk.rows('SELECT account, permission FROM access_beside');
    await accepted();
    await sees();
    expect(await taken()).toEqual([]);
    desk.under(next);
    desk.clock.advance(ms.second);
    await sees();
    expect(await taken()).toEqual([place]);
  });

  it('is what roots are scanned by, and no earlier one', async () => {
    await approved('scanned');
    await desk.force(`UPDATE root SET scan = (id = '${people.bea}')`);
    const waiting = () => desk.rows('SELECT id FROM root WHERE scan');
    await accepted();
    await desk.run('scanRoots');
    expect(await waiting()).toEqual([{ id: people.bea }]);
    desk.under(next);
    await desk.run('scanRoots');
    expect(await waiting()).toEqual([]);
  });
});

describe('two halves, both applied, of two who turn out to be one', () => {
  const release = { account: accountOf(people.mallory).account, permission: 'role:erp_payment_release' };
  const create = { account: accountOf(people.bea).account, permission: 'role:erp_vendor_create' };
  const seen = { ...create, grantor: 'g', via: [], options: [] };
  const merge = async () => {
    await desk.states(controlled(people.mallory, people.bea, { how: 'delegate' }));
    desk.clock.advance(ms.second);
    await desk.run('clear');
  };
  const bothApplied = async () => {
    const first = await approved('zz-create');
    const second = await approved('aa-release', { ...payments, beneficiary: people.mallory });
    await desk.answers(1, [first.id]);
    await desk.answers(1, [second.id], release);
    desk.clock.advance(ms.second);
    return [first.id, second.id] as const;
  };
  const states = (ids: readonly string[]) => Promise.all(ids.map((id) => desk.stateOf(id)));

  it('are ended as to the later, when neither was seen', async () => {
    const ids = await bothApplied();
    await merge();
    expect(await states(ids)).toEqual(['cleared', 'withdrawn']);
    expect(await desk.reasons('policy.withdrew.v1', ids[1])).toContain('CONFLICT');
  });

  it('are ended as to the later, when the earlier was seen, and the later is seen too late', async () => {
    const ids = await bothApplied();
    await desk.observes([seen]);
    await desk.states(controlled(people.mallory, people.bea, { how: 'delegate' }));
    desk.clock.advance(ms.second);
    await desk.observes([seen, { ...seen, ...release }]);
    desk.clock.advance(ms.second);
    await desk.run('clear');
    expect(await states(ids)).toEqual(['cleared', 'withdrawn']);
  });

  it('stand as a finding when both were seen before', async () => {
    const ids = await bothApplied();
    await desk.observes([seen, { ...seen, ...release }]);
    await merge();
    await desk.run('scanRoots');
    expect(await states(ids)).toEqual(['cleared', 'cleared']);
    expect((await desk.findings()).join()).toContain('CONFLICT_HELD');
  });
});
