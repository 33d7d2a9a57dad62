import { verifyStatement } from '@countersign/statement';
import { aFact, controlled, instantAt, keyring, ms, outcomeOf, people } from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { asked } from '../../test/judging.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { insertRequest } from '../requests/request.store.js';
import { insertReservation } from './reservation.store.js';
import { takeSlots } from './slot.store.js';

const { bea, mallory } = people;
const critical = keyring().bundle((usual) => ({
  ...usual,
  rules: usual.rules.map((rule) => ({ ...rule, ...(rule.effect === 'prohibit' ? { critical: true } : {}) })),
}));
const rule = critical.document.rules.find((one) => one.critical)?.id ?? '';
const [left = '', right = ''] = critical.document.rules.find((one) => one.critical)?.legs ?? [];

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(async () => {
  await desk.begin();
  desk.under(critical);
});
afterAll(() => desk.close());

let serial = 0;
interface Reserving {
  readonly root?: string;
  readonly starts?: number;
  readonly ends?: number | null;
  readonly guarded?: boolean;
}
/** Reserves a leg for a root as a transaction would that judges nothing and locks nothing. */
const reserving =
  (leg: string, { root = bea, starts = 0, ends = null, guarded = true }: Reserving = {}) =>
  async (tx: EntityManager) => {
    const number = ++serial;
    const request = `r-slot-${String(number).padStart(17, '0')}` as never;
    const { jws } = await desk.pen.write('request.submitted.v1', asked({ request, beneficiary: root }));
    await insertRequest(tx, await verifyStatement<'request.submitted.v1'>(jws, keyring().registry()));
    const id = `v-${number}`;
    const reservation = {
      id,
      request,
      beneficiary: root,
      items: [],
      nested: [],
      starts,
      ends,
      lines: [],
      clearances: 0,
      allOrNothing: false,
    };
    await insertReservation(tx, reservation);
    if (guarded) await takeSlots(tx, id, [{ root, rule, leg }]);
  };
const reserves = (...of: Parameters<typeof reserving>) =>
  outcomeOf(() => desk.inTransaction(reserving(...of)));
const slots = async () =>
  (await desk.rows('SELECT root, leg, enforced FROM slot ORDER BY root, leg, enforced')).map((row) =>
    Object.values(row).join(' '),
  );

describe('the second guard, where nobody judges and nobody locks', () => {
  it('lets one of two halves pass that are reserved at the same time', async () => {
    const { first, second } = await sideBySide(desk.ds, reserving(left), reserving(right));
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'SLOT_TAKEN', retriable: true } });
  });

  it('is what does it: without it both halves pass', async () => {
    const without = { guarded: false };
    await Promise.all([reserves(left, without), reserves(right, without)]);
    expect(await desk.rows('SELECT id FROM reservation')).toHaveLength(2);
  });

  it.each<readonly [string, string, object]>([
    ['the same half again', left, {}],
    ['the other half for somebody else', right, { root: mallory }],
    ['the other half when the first is over', right, { starts: 100 }],
  ])('lets %s pass', async (_, leg, of) => {
    expect(await reserves(left, { ends: 100 })).toBe('ok');
    expect(await reserves(leg, of)).toBe('ok');
  });

  it('refuses the other half that meets the first for a millisecond', async () => {
    await reserves(left, { ends: 101 });
    expect(await reserves(right, { starts: 100 })).toBe('SLOT_TAKEN');
  });
});

describe('the slots of a reservation', () => {
  const half = async () => {
    const { id } = await desk.asks('half');
    await desk.approves(id);
    return id;
  };

  it('are taken when it is reserved, for everybody who controls its beneficiary, and freed with it', async () => {
    const id = await half();
    expect(await slots()).toEqual([`${bea} ${left} true`]);
    await desk.answers(1, [id]);
    desk.clock.advance(66_000);
    await desk.answers(2, []);
    desk.clock.advance(1_000);
    await desk.observes([]);
    expect([await desk.stateOf(id), await slots()]).toEqual(['ended', []]);
  });

  it('follow the law: none by one that does not call the rule critical', async () => {
    await half();
    await desk.activates(keyring().bundle((usual) => ({ ...usual, number: usual.number + 1 })));
    expect(await slots()).toEqual([]);
  });

  it('follow control: a new owner has them, and one for a while has none', async () => {
    const { id } = await desk.asks('machine', { beneficiary: 'service:pay' });
    await desk.states(controlled('service:pay', mallory, { accounts: [{ system: 'erp', account: 'pay' }] }));
    await desk.run('due');
    await desk.approves(id);
    const roots = async () => (await slots()).map((slot) => slot.split(' ')[0]);
    expect(await roots()).toEqual([mallory, 'service:pay']);
    const until = instantAt(desk.clock.now() + ms.day);
    await desk.states(controlled('service:pay', people.omar, { how: 'deployer', until }));
    expect(await roots()).toEqual([mallory, 'service:pay']);
    await desk.states(controlled('service:pay', people.omar, { how: 'sponsor' }));
    expect(await roots()).toEqual([people.omar, mallory, 'service:pay']);
  });

  it('stand outside of the constraint where two identities turn out to be one after both halves were reserved', async () => {
    await half();
    await desk.inTransaction(reserving(right, { root: mallory }));
    await desk.rows(
      `INSERT INTO reserved_line (reservation, system, account, permission, entitlement, state)
       SELECT id, 'erp', 'u1002', 'role:x', 'erp:payment:release', 'held' FROM reservation WHERE beneficiary = $1`,
      mallory,
    );
    await desk.states(
      aFact('identity.controlled.v1', {
        ...{ identity: mallory, controller: bea, how: 'delegate', accounts: [] },
        ...{ effective: instantAt(desk.clock.now()), until: null },
      }),
    );
    expect(await slots()).toEqual([
      `${bea} ${left} true`,
      `${bea} ${right} false`,
      `${mallory} ${right} true`,
    ]);
  });
});
