import { CannotExpand } from '@countersign/statement';
import { aMonday, instantAt, keyring, ms, outcomeOf, people } from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import type { EntityManager } from 'typeorm';
import { RequestDesk } from '../../test/request-desk.spec-only.js';
import { NoSuchRequest, findWithdrawable, withdrawRequest } from '../withdraw/withdraw.handler.js';
import { normalise, type Wish } from './normalise.decision.js';
import { findRequest, insertRequest, isWithdrawn } from './request.store.js';
import { submitWish } from './submit.handler.js';

const { rita, bea, omar } = people;
const wish = (change: Partial<Wish> = {}): Wish => ({
  ...{ requester: rita, actors: [], beneficiary: bea, reason: 'covers for a colleague', source: rita },
  ...{ items: [{ role: 'role:vendor-clerk', scope: {} }] as never, cause: null },
  ...{ identity: 'api person:1002 key-1', ...change },
});

let desk: RequestDesk;
beforeAll(async () => {
  desk = await RequestDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const submit =
  (change: Partial<Wish> = {}) =>
  (tx: EntityManager) =>
    submitWish(desk.deps, tx, wish(change));
const submits = (change?: Partial<Wish>) => desk.inTransaction(submit(change));

describe('a wish under a key', () => {
  it('is signed once; the same again has the same answer, even when time has gone on', async () => {
    const { request, hr, fresh } = await submits();
    expect(fresh).toBe(true);
    desk.clock.advance(ms.day);
    expect(await submits()).toEqual({ request, hr, fresh: false });
    expect(await desk.said()).toMatchObject([
      { key: request, hash: hr, body: { window: { from: aMonday } } },
    ]);
  });

  it.each<readonly [string, Partial<Wish>]>([
    ['requester', { requester: omar }],
    ['actor', { actors: ['agent:buyer'] }],
    ['beneficiary', { beneficiary: omar }],
    ['item', { items: [{ entitlement: 'erp:vendor:read', scope: {} }] as never }],
    ['start', { from: instantAt(aMonday + ms.day) }],
    ['end', { until: instantAt(aMonday + ms.day) }],
    ['reason', { reason: 'another one' }],
    ['source', { source: 'source:itsm' }],
  ])('with another %s is refused, and the first stands', async (_what, change) => {
    const { hr } = await submits();
    expect(await outcomeOf(() => submits(change))).toBe('REQUEST_KEY_REUSED');
    expect((await desk.said()).map(({ hash }) => hash)).toEqual([hr]);
  });

  it('gives up requests for the same beneficiary, once each and in order, and nothing of anybody else', async () => {
    const asked = async (identity: string, beneficiary: string = bea) =>
      (await submits({ identity, beneficiary })).request;
    const [first, second] = [await asked('api person:1002 a'), await asked('api person:1002 b')];
    const { request } = await submits({ identity: 'api person:1002 c', drops: [second, first] });
    const { body } = (await desk.said()).find(({ key }) => key === request) as { body: object };
    expect(body).toMatchObject({ drops: [first, second].sort(), allOrNothing: false });
    const others = await asked('api person:1002 d', omar);
    for (const drops of [[others], [first, others], ['r-0123456789012345678901' as never]])
      expect(await outcomeOf(() => submits({ drops }))).toBe('REQUEST_CANNOT_DROP');
  });

  it('that the law no longer allows is answered as before: nothing new is signed', async () => {
    const { hr } = await submits();
    desk.trust = keyring().trust(keyring().bundle({ roles: [], birthrights: [] }));
    expect(await submits()).toMatchObject({ hr, fresh: false });
    expect(await outcomeOf(() => submits({ identity: 'api person:1002 key-2' }))).toBe('CANNOT_EXPAND');
  });

  it('that could not be signed leaves nothing, and may come again', async () => {
    await desk.database.force('UPDATE chain_head SET epoch = epoch + 1');
    expect(await outcomeOf(() => submits())).toBe('LEASE_LOST');
    expect([await desk.rows('request'), await desk.rows('story_step')]).toEqual([0, 0]);
    await desk.database.force('UPDATE chain_head SET epoch = epoch - 1');
    expect(await submits()).toMatchObject({ fresh: true });
  });

  it('twice at the same time is one request', async () => {
    const { first, second, waited } = await sideBySide(desk.ds, submit(), submit());
    expect([first, second]).toMatchObject([{ value: { fresh: true } }, { value: { fresh: false } }]);
    expect(waited).toBe(true);
    expect(await desk.said()).toHaveLength(1);
  });

  it('that is two wishes at the same time is the first of them', async () => {
    const { second } = await sideBySide(desk.ds, submit(), submit({ beneficiary: omar }));
    expect(second).toMatchObject({ reason: { code: 'REQUEST_KEY_REUSED' } });
    expect(await desk.said()).toMatchObject([{ body: { beneficiary: bea } }]);
  });
});

describe('a withdrawal', () => {
  const withdraw = (by: string) => async (tx: EntityManager) => {
    const [row] = await tx.query<[{ id: string }]>('SELECT id FROM request');
    const request = await findWithdrawable(tx, row.id, [by]);
    await withdrawRequest(desk.deps, tx, request, { by, reason: 'not needed' });
  };
  const withdraws = (by: string) => desk.inTransaction(withdraw(by));

  it.each([
    ['who asked', rita],
    ['who receives', bea],
    ['the source it came through', 'source:itsm'],
  ])('by %s is said, once, about these very bytes', async (_who, by) => {
    const { request, hr } = await submits({ source: 'source:itsm' });
    await withdraws(by);
    await withdraws(rita);
    expect(await desk.said('request.withdrawn.v1')).toMatchObject([
      { key: request, topic: 'request', body: { request, hr, by } },
    ]);
    expect(await desk.inTransaction((tx) => isWithdrawn(tx, request))).toBe(true);
  });

  it('by anybody else finds nothing, as though there were no such request', async () => {
    await submits();
    await expect(withdraws(omar)).rejects.toThrow(NoSuchRequest);
    await expect(desk.inTransaction((tx) => findWithdrawable(tx, 'r-none', [omar]))).rejects.toThrow(
      NoSuchRequest,
    );
    expect(await desk.rows('withdrawal')).toBe(0);
  });

  it('twice at the same time is said once', async () => {
    await submits();
    const { second, waited } = await sideBySide(desk.ds, withdraw(rita), withdraw(bea));
    expect(second.status).toBe('fulfilled');
    expect(waited).toBe(true);
    expect(await desk.said('request.withdrawn.v1')).toMatchObject([{ body: { by: rita } }]);
  });

  it('is for good: the same wish again is the withdrawn request', async () => {
    const { request } = await submits();
    await withdraws(rita);
    expect(await submits()).toMatchObject({ request, fresh: false });
    expect(await desk.said()).toHaveLength(2);
  });

  it('goes on while there is no law', async () => {
    await submits();
    desk.trust = null;
    await withdraws(rita);
    expect(await desk.said('request.withdrawn.v1')).toHaveLength(1);
  });
});

describe('what was asked and taken back', () => {
  it('is kept once by its id, and found by nothing else', async () => {
    const { request, hr } = await submits();
    const kept = await desk.inTransaction((tx) => findRequest(tx, request));
    expect(kept).toMatchObject({ id: request, hr, requester: rita, beneficiary: bea, source: rita });
    expect(await desk.inTransaction((tx) => findRequest(tx, request.slice(0, -1)))).toBeNull();
    const again = normalise(wish(), keyring().bundle(), aMonday);
    await expect(desk.inTransaction((tx) => insertRequest(tx, again, hr, 'd'))).rejects.toMatchObject({
      code: '23505',
    });
  });

  it.each([
    'UPDATE request SET beneficiary = requester',
    'DELETE FROM request',
    'DELETE FROM withdrawal',
    'UPDATE birthright SET person = person',
    'DELETE FROM story_step',
    'UPDATE fact SET power = true',
    'DELETE FROM fact',
    'DELETE FROM statement',
  ])('is not changed by the service itself: %s', async (sql) => {
    await expect(desk.ds.query(sql)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a window', () => {
  const bundle = keyring().bundle();
  const window = (change: Partial<Wish>) => normalise(wish(change), bundle, aMonday).window;
  it('begins now or later, ends after it begins or never', () => {
    expect(window({})).toEqual({ from: aMonday, until: null });
    expect(window({ from: instantAt(aMonday + 1), until: instantAt(aMonday + 2) })).toEqual({
      ...{ from: aMonday + 1, until: aMonday + 2 },
    });
    expect(window({ until: instantAt(aMonday + 1) }).until).toBe(aMonday + 1);
    expect(() => window({ until: instantAt(aMonday) })).toThrow(CannotExpand);
    expect(() => window({ from: instantAt(aMonday + 2), until: instantAt(aMonday + 2) })).toThrow(
      CannotExpand,
    );
  });
});
