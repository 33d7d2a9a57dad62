import type { StatementType } from '@countersign/contracts';
import { aFact, aMonday, hired, instantAt, keyring, ms, people } from '@countersign/testing';
import { RequestDesk } from '../../test/request-desk.spec-only.js';
import { considerDue } from '../birthright/consider-worker.handler.js';
import { tell } from '../story/step.store.js';
import { findRequest, type SignedRequest } from '../submit/request.store.js';
import { submitWish } from '../submit/submit.handler.js';
import { withdrawRequest } from '../withdraw/withdraw.handler.js';
import { openSwaps } from './open-swaps.handler.js';

let desk: RequestDesk;
let serial = 0;
beforeAll(async () => {
  desk = await RequestDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const line = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_read' };
const says = (type: StatementType, body: object) => {
  const hash = `h-${(serial += 1)}`;
  const statement = { hash, type, iss: type.split('.')[0], iat: aMonday + serial, body };
  return desk.inTransaction((tx) => tell(tx, statement as never)).then(() => hash);
};
/** Policy cleared a request, and its connector applied it. */
async function isApplied(request: string): Promise<string> {
  const clearance = await says('policy.cleared.v1', { request, lines: [line], until: null });
  await says('connector.answered.v1', {
    ...{ ...line, token: 1, order: 'o', outcome: 'done' },
    results: [{ clearance, result: 'applied' }],
    state: { grants: [{ request }] },
  });
  return clearance;
}
/** A law under which employees read contacts, too; its number is the version of the role. */
const employeesGetMore = (number: number, version = number) =>
  keyring().trust(
    keyring().bundle((usual) => ({
      ...usual,
      number,
      roles: usual.roles.map((role) =>
        role.id === 'role:employee'
          ? { ...role, version, entitlements: ['erp:vendor:read', 'erp:invoice:post'] }
          : role,
      ),
    })),
  );
const requests = async () => (await desk.said('request.submitted.v1')).map(({ body }) => body);
/** Both timers, as they run each second. */
async function look(after = 0): Promise<void> {
  desk.clock.advance(after);
  await desk.inTransaction((tx) => considerDue(desk.deps, tx));
  await desk.inTransaction((tx) => openSwaps(desk.deps, tx));
}
/** Bea works here and has what clerks get. */
async function beaHasHerBirthright(): Promise<string> {
  await desk.takesIn(hired(people.bea));
  const [{ request }] = await requests();
  await isApplied(request);
  await look();
  return request as string;
}

describe('a new version of a role', () => {
  it('is asked for everybody who holds the one before, once, in exchange for that', async () => {
    const held = await beaHasHerBirthright();
    expect(await requests()).toHaveLength(1);
    desk.trust = employeesGetMore(8);
    await look();
    await look();
    expect(await requests()).toMatchObject([
      { request: held, items: [{ version: 1 }] },
      {
        ...{ beneficiary: people.bea, requester: 'source:hr', drops: [held] },
        ...{ items: [{ role: 'role:employee', version: 8 }], cause: { birthright: 'birthright:clerk' } },
      },
    ]);
  });

  it('is waited with while the old one is not applied yet, and while an exchange is under way', async () => {
    await desk.takesIn(hired(people.bea));
    await look();
    desk.trust = employeesGetMore(8);
    await look();
    const [{ request }] = await requests();
    await isApplied(request);
    await look();
    expect(await requests()).toHaveLength(1);
    await look(ms.minute);
    expect(await requests()).toHaveLength(2);
    desk.trust = employeesGetMore(9);
    await look(ms.minute);
    expect(await requests()).toHaveLength(2);
  });

  it('is asked again under the next law by whom it was refused under the last, and then not before', async () => {
    await beaHasHerBirthright();
    desk.trust = employeesGetMore(8);
    await look();
    const [, { request: refused }] = await requests();
    await says('policy.vetoed.v1', { request: refused });
    await look(ms.day);
    expect(await requests()).toHaveLength(2);
    desk.trust = employeesGetMore(9);
    await look();
    expect(await requests()).toMatchObject([{}, {}, { items: [{ version: 9 }] }]);
  });

  it('is no exchange to whose request is over: the birthright is asked for again', async () => {
    const held = await beaHasHerBirthright();
    await says('policy.withdrew.v1', { request: held, clearance: null });
    desk.trust = employeesGetMore(8);
    await look(ms.day);
    expect(await requests()).toMatchObject([
      { request: held },
      { drops: [], items: [{ version: 8 }], cause: { birthright: 'birthright:clerk' } },
    ]);
    expect(await desk.rows('swap_due')).toBe(0);
  });

  it('is nothing to who has given it up for something that she has', async () => {
    const held = await beaHasHerBirthright();
    const instead = {
      ...{ requester: people.bea, beneficiary: people.bea, actors: [], source: 'source:itsm', cause: null },
      ...{ items: [{ entitlement: 'erp:invoice:post', scope: {} }], drops: [held], reason: 'instead' },
      identity: 'event itsm instead',
    };
    const other = await desk.inTransaction((tx) => submitWish(desk.deps, tx, instead as never));
    await says('policy.withdrew.v1', {
      request: held,
      clearance: null,
      reasons: [givenUpFor(other.request)],
    });
    desk.trust = employeesGetMore(8);
    await look(ms.day);
    expect(await requests()).toHaveLength(2);
    // for another version of the same, which ends by its time: then the birthright is asked for again
    const newer = await desk.inTransaction((tx) =>
      submitWish(desk.deps, tx, {
        ...instead,
        drops: [other.request],
        identity: 'event itsm newer',
      } as never),
    );
    const why = [givenUpFor(newer.request)];
    await says('policy.withdrew.v1', { request: other.request, clearance: null, reasons: why });
    desk.trust = employeesGetMore(9);
    await look(ms.day);
    expect(await requests()).toHaveLength(3);
    const clearance = await isApplied(newer.request);
    await says('connector.ended.v1', {
      ...{ ...line, token: 1, ended: [clearance], state: { grants: [] } },
    });
    desk.trust = employeesGetMore(10);
    await look(ms.day);
    expect((await requests()).at(-1)).toMatchObject({ cause: { birthright: 'birthright:clerk' }, drops: [] });
  });

  it('is not undone by a process that has not read it yet', async () => {
    await beaHasHerBirthright();
    const old = desk.trust;
    desk.trust = employeesGetMore(8);
    await desk.inTransaction((tx) => considerDue(desk.deps, tx));
    desk.trust = old;
    await look(ms.day);
    expect(await desk.rows('swap_due')).toBe(1);
    desk.trust = employeesGetMore(8);
    await look();
    expect(await requests()).toHaveLength(2);
  });

  it('is not asked again where people said no to it, until it is another one', async () => {
    await beaHasHerBirthright();
    desk.trust = employeesGetMore(8);
    await look();
    const [, { request: denied }] = await requests();
    await says('approval.denied.v1', { request: denied });
    desk.trust = employeesGetMore(9, 8);
    await look(ms.day);
    expect(await requests()).toHaveLength(2);
    desk.trust = employeesGetMore(10);
    await look(ms.day);
    expect(await requests()).toHaveLength(3);
  });

  const withdrawn = async () =>
    (await desk.said('request.withdrawn.v1')).map(({ body }) => body.request as string).sort();
  const exchange = async () => {
    const held = await beaHasHerBirthright();
    desk.trust = employeesGetMore(8);
    await look();
    const [, { request: opened }] = await requests();
    return { held, opened: opened as string };
  };

  it('takes the exchange along when the birthright no longer fits', async () => {
    const { held, opened } = await exchange();
    await desk.takesIn(
      aFact('worker.changed.v1', { worker: people.bea, effective: instantAt(aMonday), job: 'manager' }),
    );
    expect(await withdrawn()).toEqual([held, opened].sort());
  });

  it('takes the exchange along when what it is for is taken back, though that is over already', async () => {
    const { held, opened } = await exchange();
    await says('policy.withdrew.v1', { request: held, clearance: null, reasons: [givenUpFor(opened)] });
    await look(ms.minute);
    expect(await withdrawn()).toEqual([]);
    const why = { by: 'source:hr', reason: 'no longer' };
    await desk.inTransaction(async (tx) =>
      withdrawRequest(desk.deps, tx, (await findRequest(tx, held)) as SignedRequest, why),
    );
    expect(await withdrawn()).toEqual([held, opened].sort());
  });

  it('takes the exchange along when what it is for ends otherwise', async () => {
    const { held, opened } = await exchange();
    await says('policy.withdrew.v1', { request: held, clearance: null, reasons: [givenUpFor('r-other')] });
    await look(ms.minute);
    expect(await withdrawn()).toEqual([opened]);
  });

  it('waits for an exchange that somebody asks for, which takes the place of one that opened by itself', async () => {
    const { held, opened } = await exchange();
    const wish = { requester: people.bea, actors: [], beneficiary: people.bea, source: 'source:itsm' };
    const items = [{ entitlement: 'erp:invoice:post', scope: {} }] as never;
    const more = { items, drops: [held] as never, reason: 'instead', cause: null, identity: 'hers' };
    await desk.inTransaction((tx) => submitWish(desk.deps, tx, { ...wish, ...more }));
    expect(await withdrawn()).toEqual([opened]);
    desk.trust = employeesGetMore(9);
    await look(ms.minute);
    expect(await requests()).toHaveLength(3);
  });

  it('opens anew where the exchange that somebody asked for comes to nothing, whoever that was, and then not again', async () => {
    const { held, opened } = await exchange();
    const wish = { requester: people.mallory, actors: [], beneficiary: people.bea, source: 'source:itsm' };
    const items = [{ entitlement: 'erp:invoice:post', scope: {} }] as never;
    const more = { items, drops: [held] as never, reason: 'so that she keeps the old', cause: null };
    for (const identity of ['one', 'two']) {
      const { request } = await desk.inTransaction((tx) =>
        submitWish(desk.deps, tx, { ...wish, ...more, identity }),
      );
      await look(ms.minute);
      const before = await requests();
      expect(before.at(-1)).toMatchObject({ request });
      await says('approval.denied.v1', { request });
      await look(ms.minute);
      await look(ms.minute);
      const now = await requests();
      expect(now).toHaveLength(before.length + 1);
      expect(now.at(-1)).toMatchObject({ drops: [held], items: [{ version: 8 }], requester: 'source:hr' });
      expect(now.at(-1).request).not.toBe(opened);
    }
  });
});

const givenUpFor = (request: string) => ({ code: 'GIVEN_UP', message: `given up for \`${request}\`` });
