import { verifyStatement } from '@countersign/statement';
import { controlled, hired, keyring, moments, ms, people } from '@countersign/testing';
import { Gate, untilWaiting } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { insertReservation } from '../clear/reservation.store.js';
import { insertRequest } from '../requests/request.store.js';
import { asked } from '../../test/judging.spec-only.js';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';
import { lockGraphAlone, lockGraphShared } from './graph-lock.store.js';
import { markScanned, raiseEpochs, scanAll, takeRootsToScan } from './root.store.js';
import { lockWorld } from './world.store.js';

let desk: PolicyDesk;
beforeAll(async () => {
  desk = await PolicyDesk.open();
});
afterAll(() => desk.close());

const at = moments.cleared;
const inTx = <T>(work: (tx: EntityManager) => Promise<T>) => desk.inTransaction(work);
const world = (beneficiary: string = people.bea, without = 'r-none', now = at) =>
  inTx((tx) => lockWorld(tx, outlook(beneficiary, now, without)));
const outlook = (beneficiary: string, now = at, withoutRequest = 'r-none') => ({
  ...{ beneficiary, parties: [], items: [], at: now, withoutRequest, drops: [] },
  bundle: keyring().bundle(),
});
const line = { system: 'erp', account: 'u1', permission: 'role:a', entitlement: 'erp:a:b', scope: {} };
let serial = 0;
const reserve = async (beneficiary: string, change: object = {}, tx?: EntityManager) => {
  serial += 1;
  const request = `r-world-${String(serial).padStart(16, '0')}` as never;
  const { jws } = await desk.pen.write('request.submitted.v1', asked({ request, beneficiary }));
  const statement = await verifyStatement<'request.submitted.v1'>(jws, keyring().registry());
  const window = { starts: at - ms.day, ends: at + ms.day };
  const insert = async (manager: EntityManager) => {
    await insertRequest(manager, statement);
    const reservation = {
      id: `v-${serial}`,
      request,
      beneficiary,
      items: ['role:vendor-clerk@2'],
      nested: [],
      clearances: 0,
      allOrNothing: false,
      ...window,
    };
    await insertReservation(manager, { ...reservation, lines: [line as never], ...change });
  };
  await (tx ? insert(tx) : inTx(insert));
  return { id: `v-${serial}`, request: request as string };
};
/** Without what each reservation came down to, which has a case of its own. */
const itemsOf = ({ grants }: Awaited<ReturnType<typeof world>>) =>
  grants.filter(({ item }) => item !== line.entitlement);
const grantsOf = async (...of: Parameters<typeof world>) => itemsOf(await world(...of));

beforeEach(async () => {
  await desk.begin();
  await desk.states(hired(people.bea), hired(people.mallory));
});

describe('what a judgement counts', () => {
  it('is everything reserved, each item of it, by what is known of its lines', async () => {
    const { id } = await reserve(people.bea, { items: ['role:vendor-clerk@2', 'erp:payment:release'] });
    const counted = (state: string) =>
      ['role:vendor-clerk', 'erp:payment:release'].map((item) => ({
        ...{ identity: people.bea, item, state },
        window: { from: at - ms.day, until: at + ms.day },
      }));
    expect(await grantsOf()).toEqual(counted('reserved'));
    for (const [state, seen] of [
      ['applied', 'held'],
      ['held', 'held'],
      ['gone', 'held'],
      ['absent', 'reserved'],
    ] as const) {
      await desk.rows('UPDATE reserved_line SET state = $1 WHERE reservation = $2', state, id);
      expect(await grantsOf()).toEqual(counted(seen));
    }
  });

  it('is what it came down to as well; a version of a role that is no longer in force is that and no more', async () => {
    const items = async () => (await world()).grants.map(({ item }) => item);
    const { id } = await reserve(people.bea, { items: ['role:vendor-clerk@2'] });
    expect(await items()).toEqual(['role:vendor-clerk', 'erp:a:b']);
    await desk.rows(
      `UPDATE reservation SET items = '{role:vendor-clerk@1,role:forgotten@1}' WHERE id = $1`,
      id,
    );
    expect(await items()).toEqual(['role:vendor-clerk@1', 'erp:a:b']);
    await desk.rows(`UPDATE reservation SET nested = '{role:employee@1}' WHERE id = $1`, id);
    expect(await items()).toEqual(['role:vendor-clerk@1', 'role:employee', 'erp:a:b']);
  });

  it('is what was held and is gone, as far back as a time bound looks, from when it was there until it was not', async () => {
    const bounded = keyring().bundle((usual) => ({
      ...usual,
      rules: usual.rules.map((rule) => ({ ...rule, effect: 'time-bound' as const, maxDays: 10 })),
    }));
    await reserve(people.bea);
    const [applied, released] = [at - 12 * ms.day, at - 3 * ms.day];
    await desk.rows(`UPDATE reservation SET state = 'released', released_at = $1`, released);
    const past = async (bundle = bounded, now = at) =>
      (await inTx((tx) => lockWorld(tx, { ...outlook(people.bea, now), bundle }))).grants;
    expect(await past()).toEqual([]);
    await desk.rows('UPDATE reserved_line SET applied_at = $1', applied);
    const held = { identity: people.bea, state: 'held', window: { from: applied, until: released } };
    expect(await past()).toEqual(['erp:a:b', 'role:vendor-clerk@2'].map((item) => ({ ...held, item })));
    await desk.rows(`UPDATE reservation SET items = '{role:forgotten@1,erp:a:b}', nested = '{}'`);
    expect(await past()).toEqual([{ ...held, item: 'erp:a:b' }]);
    await desk.rows(`UPDATE reservation SET nested = '{"role:vendor-clerk@1 {\\"entity\\":[\\"1000\\"]}"}'`);
    expect((await past()).map(({ item }) => item)).toEqual(['erp:a:b', 'role:vendor-clerk@1']);
    expect(await past(bounded, released + 20 * ms.day)).toEqual([]);
    expect(await past(keyring().bundle())).toEqual([]);
  });

  it('is no more what was released', async () => {
    await reserve(people.bea);
    await desk.rows(`UPDATE reservation SET state = 'released'`);
    expect(await grantsOf()).toEqual([]);
  });

  it('is without end once it is over or ending: its absence was not seen yet', async () => {
    await reserve(people.bea, { ends: at + 1 });
    const untils = async (now?: number) =>
      (await grantsOf(people.bea, 'r-none', now)).map(({ window }) => window.until);
    expect(await untils(at)).toEqual([at + 1]);
    expect(await untils(at + 1)).toEqual([null]);
    expect(await untils(at + 365 * ms.day)).toEqual([null]);
    await desk.rows(`UPDATE reservation SET state = 'ending'`);
    expect(await untils(at)).toEqual([null]);
    const { staying } = await world();
    expect(new Set(staying.map(({ window }) => window.until))).toEqual(new Set([at]));
  });

  it('is without the request’s own reservation, and without what strangers hold', async () => {
    const own = await reserve(people.bea);
    await reserve(people.mallory);
    expect(await grantsOf(people.bea, own.request)).toEqual([]);
    expect(await grantsOf()).toHaveLength(1);
  });

  it('is what everybody holds whom the beneficiary acts as, or who acts as the beneficiary', async () => {
    await desk.states(controlled('service:a', people.bea), controlled('agent:b', people.bea));
    await reserve('agent:b');
    await reserve(people.bea);
    for (const beneficiary of ['service:a', 'agent:b', people.bea])
      expect((await grantsOf(beneficiary)).map(({ identity }) => identity).sort()).toEqual([
        'agent:b',
        people.bea,
      ]);
    expect(await grantsOf(people.mallory)).toEqual([]);
  });
});

describe('the epochs of roots', () => {
  it('begin when a judgement names them and rise by one with every change', async () => {
    expect((await world('service:new')).roots).toEqual([{ root: 'service:new', epoch: 0 }]);
    await inTx((tx) => raiseEpochs(tx, ['service:new', 'service:other']));
    await inTx((tx) => raiseEpochs(tx, ['service:new']));
    expect((await world('service:new')).roots).toEqual([{ root: 'service:new', epoch: 2 }]);
    expect((await world('service:other')).roots).toEqual([{ root: 'service:other', epoch: 1 }]);
  });

  it('rise for the controller and for all it reaches through when control is stated or ends', async () => {
    const epoch = async (root: string) =>
      (await world(root)).roots.find((each) => each.root === root)?.epoch ?? 0;
    const before = await epoch(people.bea);
    await desk.states(controlled('service:a', people.bea));
    await desk.states(controlled('agent:b', 'service:a', { how: 'deployer' }));
    expect([await epoch(people.bea), await epoch('service:a')]).toEqual([before + 2, 2]);
    await desk.states(
      controlled('agent:b', 'service:a', {
        how: 'deployer',
        effective: new Date(at).toISOString(),
        until: new Date(at).toISOString(),
      }),
    );
    expect([await epoch(people.bea), await epoch('service:a')]).toEqual([before + 3, 3]);
    expect(await epoch(people.mallory)).toBe(before);
  });

  it('are looked at in the order in which they wait; what was touched before what only the law has changed for', async () => {
    const next = async () => (await inTx((tx) => takeRootsToScan(tx, [], { at, before: at }, 1)))[0];
    const scanned = (root: string, when: number) =>
      inTx((tx) => markScanned(tx, root, { at: when, under: 7, lookAt: null }));
    await inTx((tx) => scanAll(tx, ['service:a']));
    for (const { id } of await desk.rows('SELECT id FROM root')) await scanned(id as string, at - 9);
    expect(await next()).toBe(undefined);
    await scanned('service:a', at - 99);
    await inTx((tx) => scanAll(tx, []));
    expect(await next()).toBe('service:a');
    await inTx((tx) => raiseEpochs(tx, [people.bea]));
    expect(await next()).toBe(people.bea);
    await scanned(people.bea, at);
    expect(await next()).toBe('service:a');
  });

  it('are given for every root that the change may touch, in order of ids', async () => {
    await desk.states(controlled('service:a', people.bea), controlled('service:a', people.mallory));
    expect((await world('service:a')).roots.map(({ root }) => root)).toEqual([
      people.bea,
      people.mallory,
      'service:a',
    ]);
  });
});

describe('two judgements at the same time', () => {
  /** The first is under its locks; gives what the second reads once it has its own. */
  const behind = async (first: string, second: string, act: (tx: EntityManager) => Promise<unknown>) => {
    const gate = new Gate();
    const one = inTx(async (tx) => {
      await lockWorld(tx, outlook(first));
      await gate.pass();
      await act(tx);
    });
    await gate.reached;
    const two = world(second);
    await untilWaiting(desk.ds);
    gate.open();
    await one;
    return two;
  };

  it('on one root: the second waits and counts what the first reserved', async () => {
    const seen = await behind(people.bea, people.bea, (tx) => reserve(people.bea, {}, tx));
    expect(itemsOf(seen)).toMatchObject([{ identity: people.bea, state: 'reserved' }]);
  });

  it('on two service accounts of one owner: the second waits and counts what the first reserved', async () => {
    await desk.states(controlled('service:a', people.bea), controlled('service:b', people.bea));
    const seen = await behind('service:a', 'service:b', (tx) => reserve('service:a', {}, tx));
    expect(itemsOf(seen)).toMatchObject([{ identity: 'service:a' }]);
  });

  it('on a root that nobody had judged before: the second waits too', async () => {
    const seen = await behind('service:new', 'service:new', (tx) => reserve('service:new', {}, tx));
    expect(itemsOf(seen)).toHaveLength(1);
  });

  it('on two strangers: neither waits', async () => {
    const gate = new Gate();
    const one = inTx(async (tx) => {
      await lockWorld(tx, outlook(people.bea));
      await gate.pass();
    });
    await gate.reached;
    expect((await world(people.mallory)).roots).toHaveLength(1);
    gate.open();
    await one;
  });
});

describe('the control graph', () => {
  const held = (lock: (tx: EntityManager) => Promise<unknown>, gate: Gate) =>
    inTx(async (tx) => {
      await lock(tx);
      await gate.pass();
    });

  it('is read by many at once', async () => {
    const gate = new Gate();
    const reading = held(lockGraphShared, gate);
    await gate.reached;
    await inTx(lockGraphShared);
    gate.open();
    await reading;
  });

  it('does not change while somebody judges by it', async () => {
    const gate = new Gate();
    const judging = held((tx) => lockWorld(tx, outlook(people.bea)), gate);
    await gate.reached;
    let stated = false;
    const stating = desk.states(controlled('service:a', people.bea)).then(() => (stated = true));
    await untilWaiting(desk.ds);
    expect(stated).toBe(false);
    gate.open();
    await Promise.all([judging, stating]);
    expect((await world('service:a')).roots).toHaveLength(2);
  });

  it('is not judged by while it changes; then by the whole of the change', async () => {
    const gate = new Gate();
    const changing = held(lockGraphAlone, gate);
    await gate.reached;
    const judging = world('service:a');
    await untilWaiting(desk.ds);
    gate.open();
    await Promise.all([changing, judging]);
  });
});
