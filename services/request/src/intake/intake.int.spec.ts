import { upstreamDigest, upstreamId } from '@countersign/service-kit/messaging';
import { fromBase64url } from '@countersign/statement';
import {
  aFact,
  aMonday,
  hired,
  instantAt,
  keyring,
  left,
  memberOf,
  ms,
  outcomeOf,
  people,
  type SourceEvent,
  testKey,
} from '@countersign/testing';
import { sideBySide } from '@countersign/testing/database';
import { arriving, fromItsm, RequestDesk } from '../../test/request-desk.spec-only.js';
import { HeardEvents } from './heard-events.js';
import { takeInOnce } from './take-in-once.handler.js';

const { rita, bea, omar } = people;
const keys = keyring();
const wish = (change: object = {}) => ({
  ...{ requester: rita, beneficiary: bea, reason: 'covers for a colleague' },
  ...{ items: [{ role: 'role:vendor-clerk', scope: {} }], ...change },
});
const asks = (id = 'e-1', change: object = {}, source = 'itsm') =>
  fromItsm('access.requested.v1', id, wish(change), source);

let desk: RequestDesk;
beforeAll(async () => {
  desk = await RequestDesk.open();
});
afterAll(() => desk.close());
beforeEach(() => desk.begin());

const outcome = (event: SourceEvent) => outcomeOf(() => desk.takesIn(event));
const tables = ['statement', 'outbox', 'fact', 'request', 'story_step', 'source_heartbeat', 'inbox'];
/** Nothing was kept, said or remembered. */
async function expectNothing() {
  for (const table of tables) expect([table, await desk.rows(table)]).toEqual([table, 0]);
}

describe('a fact', () => {
  it('is stated in its source’s own bytes with its signature, under its subject, and counts as signed', async () => {
    const event = memberOf('process-owners', omar);
    const { bytes, signature } = await arriving(event);
    await desk.takesIn(event);
    const [stated] = await desk.said();
    expect(stated).toMatchObject({ type: 'request.identity-stated.v1', topic: 'request', key: omar });
    expect(stated?.body).toMatchObject({ source: 'hr', id: event.id, subject: omar, signature });
    expect(fromBase64url(stated?.body.data)).toEqual(bytes);
    expect(await desk.ds.query('SELECT hash, power FROM fact')).toEqual([
      { hash: stated?.hash, power: true },
    ]);
  });

  it('that nobody signed is stated without power', async () => {
    await desk.takesIn({ ...memberOf('process-owners', omar), signedBy: null });
    expect((await desk.said())[0]?.body.signature).toBeNull();
    expect(await desk.ds.query('SELECT power FROM fact')).toEqual([{ power: false }]);
  });

  it('under a key that ended long before it came has no power: a departure is taken, all else refused', async () => {
    const until = aMonday - ms.hour;
    const ended = keys.registry((usual) => ({
      ...usual,
      keys: usual.keys.map((key) => (key.signer === 'hr' ? { ...key, until } : key)),
    }));
    desk.trust = keys.trust(undefined, ended);
    expect(await outcome({ ...hired(bea), time: instantAt(until - ms.minute) })).toBe('KEY_RETIRED');
    await expectNothing();
    await desk.takesIn({ ...left(bea, aMonday), time: instantAt(until - ms.minute) });
    expect(await desk.ds.query('SELECT type, power FROM fact')).toEqual([
      { type: 'worker.left.v1', power: false },
    ]);
  });

  it.each<readonly [string, SourceEvent, string]>([
    [
      'signed by another under its source’s key',
      { ...hired(bea), signedBy: 'itsm', signedAs: 'hr' },
      'BAD_SIGNATURE',
    ],
    ['signed with another source’s own key', { ...hired(bea), signedBy: 'itsm' }, 'KEY_NOT_ALLOWED'],
    ['signed with a key that nobody registered', { ...hired(bea), signedBy: 'mallory' }, 'UNKNOWN_KEY'],
    ['of no such date', hired(bea, { effective: '2030-02-30T00:00:00Z' }), 'SCHEMA_VIOLATION'],
    [
      'that says more than its schema',
      { ...hired(bea), data: { ...hired(bea).data, boss: 1 } },
      'SCHEMA_VIOLATION',
    ],
    ['about a worker who is an agent', hired('agent:buyer'), 'SCHEMA_VIOLATION'],
  ])('%s is refused and leaves no trace', async (_what, event, code) => {
    expect(await outcome(event)).toBe(code);
    await expectNothing();
  });
});

describe('a wish', () => {
  it('becomes a request of who asked, through its source, from now on', async () => {
    await desk.takesIn(asks('e-1', { until: instantAt(aMonday + ms.day) }));
    const [said, ...more] = await desk.said();
    expect(more).toEqual([]);
    expect(said).toMatchObject({ type: 'request.submitted.v1', topic: 'request' });
    expect(said?.body).toMatchObject({
      ...{ requester: rita, actors: [], beneficiary: bea, source: 'source:itsm', cause: null },
      window: { from: aMonday, until: aMonday + ms.day },
    });
  });

  it('of the same id and another source is another', async () => {
    await desk.takesIn(asks('e-1'), asks('e-1', {}, 'hr'));
    const ids = (await desk.said()).map(({ body }) => body.request as string);
    expect(new Set(ids).size).toBe(2);
  });

  it.each<readonly [string, SourceEvent, string]>([
    [
      'for what the catalogue lacks',
      asks('e', { items: [{ role: 'role:unknown', scope: {} }] }),
      'CANNOT_EXPAND',
    ],
    ['that ends before it begins', asks('e', { until: instantAt(aMonday) }), 'CANNOT_EXPAND'],
    ['for nothing', asks('e', { items: [] }), 'SCHEMA_VIOLATION'],
    ['that names its own actors', asks('e', { actors: [omar] }), 'SCHEMA_VIOLATION'],
    [
      'that says it is a birthright',
      asks('e', { cause: { birthright: 'birthright:clerk' } }),
      'SCHEMA_VIOLATION',
    ],
    ['of a type nobody knows', fromItsm('access.granted.v1', 'e', wish()), 'UNKNOWN_TYPE'],
    ['of a later version', fromItsm('access.requested.v2', 'e', wish()), 'UNKNOWN_TYPE'],
  ])('%s is refused and leaves no trace', async (_what, event, code) => {
    expect(await outcome(event)).toBe(code);
    await expectNothing();
  });

  it('is not taken in without a law', async () => {
    desk.trust = null;
    await expect(desk.takesIn(asks())).rejects.toThrow('no valid bundle');
    await expectNothing();
  });
});

describe('a source', () => {
  it('is heard for what it may send, and leaves no trace with anything else', async () => {
    desk.heard = new HeardEvents(['hr/worker.hired.v1']);
    expect(await outcome(asks())).toBe('TYPE_NOT_FOR_SOURCE');
    expect(await outcome({ ...hired(bea), source: 'itsm' })).toBe('TYPE_NOT_FOR_SOURCE');
    await expectNothing();
    expect(await outcome(hired(bea))).toBe('ok');
  });
});

describe('a withdrawal', () => {
  const takesBack = (of: object, source = 'itsm') =>
    fromItsm('access.withdrawn.v1', 'w-1', { by: rita, reason: 'not needed', ...of }, source);

  it('by the event that asked, or the request’s id, is said once', async () => {
    await desk.takesIn(asks('e-1'));
    const [{ body, hash } = { body: null, hash: '' }] = await desk.said();
    await desk.takesIn(takesBack({ event: 'e-1' }), takesBack({ request: body.request }));
    expect(await desk.said('request.withdrawn.v1')).toMatchObject([
      { key: body.request, body: { request: body.request, hr: hash, by: rita, reason: 'not needed' } },
    ]);
  });

  it.each<readonly [string, object, string]>([
    ['of a request that does not exist', { request: 'r-0123456789012345678901' }, 'itsm'],
  ])('%s finds nothing', async (_what, of, source) => {
    await desk.takesIn(asks('e-1'));
    expect(await outcome(takesBack(of, source))).toBe('REQUEST_NOT_FOUND');
    expect(await desk.said('request.withdrawn.v1')).toEqual([]);
  });

  it('that overtakes its event withdraws the request in the moment it comes, once', async () => {
    await desk.takesIn(takesBack({ event: 'e-1' }), { ...takesBack({ event: 'e-1' }), id: 'w-2' });
    expect(await desk.said()).toEqual([]);
    await desk.takesIn(asks('e-1'), asks('e-2'));
    const [asked, ...others] = await desk.said('request.submitted.v1');
    expect(others).toHaveLength(1);
    expect(await desk.said('request.withdrawn.v1')).toMatchObject([
      { body: { request: asked?.body.request, hr: asked?.hash, by: rita, reason: 'not needed' } },
    ]);
  });

  it('of another source’s event takes back nothing, whichever comes first', async () => {
    await desk.takesIn(takesBack({ event: 'e-1' }, 'hr'), asks('e-1'), {
      ...takesBack({ event: 'e-1' }, 'hr'),
      id: 'w-2',
    });
    expect(await desk.said('request.withdrawn.v1')).toEqual([]);
  });

  it('of another source’s request by its id finds nothing either', async () => {
    await desk.takesIn(asks('e-1'));
    const [{ body } = { body: null }] = await desk.said();
    expect(await outcome(takesBack({ request: body.request }, 'hr'))).toBe('REQUEST_NOT_FOUND');
    expect(await outcome(takesBack({ request: body.request, event: 'e-1' }))).toBe('SCHEMA_VIOLATION');
  });
});

describe('a heartbeat', () => {
  const beats = (at: string) => fromItsm('source.heartbeat.v1', at, { at });
  it('never moves back, and says nothing', async () => {
    await desk.takesIn(beats('2030-01-07T09:00:05Z'), beats('2030-01-07T09:00:01Z'));
    const rows: { at: string }[] = await desk.ds.query('SELECT at FROM source_heartbeat');
    expect(rows).toEqual([{ at: String(Date.parse('2030-01-07T09:00:05Z')) }]);
    expect(await desk.said()).toEqual([]);
  });

  it('is handed on in its source’s own bytes when the source signed it, once in a while and never from the future', async () => {
    const alive = (at: number): SourceEvent => ({
      ...fromItsm('source.heartbeat.v1', `alive-${at}`, { at: instantAt(at) }),
      ...{ source: 'hr', subject: 'source:hr', time: instantAt(at), signedBy: 'hr' },
    });
    const now = desk.clock.now();
    const signed = alive(now - 20_000);
    await desk.takesIn(signed);
    await desk.takesIn(alive(now - 15_000), alive(now + ms.minute));
    const said = await desk.said();
    const { bytes, signature } = await arriving(signed);
    expect(said.map(({ type, key }) => [type, key])).toEqual([['request.source-confirmed.v1', 'source:hr']]);
    expect(said[0]?.body).toMatchObject({ source: 'hr', data: bytes.toString('base64url'), signature });
    await desk.takesIn(alive(now));
    expect(await desk.said()).toHaveLength(2);
  });

  it('that claims a signature which is not its source’s is refused', async () => {
    const forged = {
      ...fromItsm('source.heartbeat.v1', 'f', { at: instantAt(desk.clock.now()) }),
      signedBy: 'hr',
    };
    expect(await outcome(forged)).toBe('BAD_SIGNATURE');
  });
});

describe('an event that comes by HTTP', () => {
  const once = async (event: SourceEvent, signature: string) => {
    const taken = await arriving(event);
    const { fresh } = await desk.inTransaction((tx) => takeInOnce(desk.deps, tx, taken, signature));
    return fresh;
  };

  it('has one effect, however often it comes under new signatures', async () => {
    expect(await once(asks(), 's-1')).toBe(true);
    expect(await once(asks(), 's-2')).toBe(false);
    expect(await desk.said()).toHaveLength(1);
  });

  it('tells whoever asks which request it is, each time; what is no wish is none', async () => {
    const answer = async (event: SourceEvent, signature: string) => {
      const taken = await arriving(event);
      return desk.inTransaction((tx) => takeInOnce(desk.deps, tx, taken, signature));
    };
    const first = await answer(asks('e-1'), 's-1');
    const [asked] = await desk.said('request.submitted.v1');
    expect(first).toEqual({ event: 'e-1', fresh: true, request: asked?.body.request });
    expect(await answer(asks('e-1'), 's-2')).toEqual({ ...first, fresh: false });
    const leave = left(bea, aMonday);
    expect(await answer(leave, 's-3')).toEqual({ event: leave.id, fresh: true });
  });

  it('under a signature that was used is replayed, with whatever event', async () => {
    await once(asks('e-1'), 's-1');
    expect(await outcomeOf(() => once(asks('e-1'), 's-1'))).toBe('WEBHOOK_REPLAYED');
    expect(await outcomeOf(() => once(asks('e-2'), 's-1'))).toBe('WEBHOOK_REPLAYED');
    expect(await desk.said()).toHaveLength(1);
  });

  it('with the id of another event is refused; the first stands', async () => {
    await once(asks(), 's-1');
    const others = [asks('e-1', { beneficiary: omar }), { ...asks(), subject: omar }];
    for (const [n, other] of others.entries())
      expect(await outcomeOf(() => once(other, `s-2${n}`))).toBe('DUPLICATE_ID');
    expect(await desk.said()).toMatchObject([{ body: { beneficiary: bea } }]);
  });

  it.each([
    ['other', { worker: omar }],
    ['the same', {}],
  ])(
    'without the source’s signature, with %s content, does not take the id of the signed one',
    async (_, change) => {
      const leave = aFact('worker.left.v1', { worker: bea, effective: instantAt(aMonday) });
      const squat = { ...leave, data: { ...leave.data, ...change }, signedBy: null } as typeof leave;
      expect(await once(squat, 's-1')).toBe(true);
      expect(await once(leave, 's-2')).toBe(true);
      expect(await once(leave, 's-3')).toBe(false);
      expect(await desk.said()).toHaveLength(2);
    },
  );

  it.each<readonly [string, string]>([
    ['a heartbeat', 'source.heartbeat.v1'],
    ['a departure under a key that ended long ago', 'worker.left.v1'],
  ])('in %s, with a signature that nobody made, takes no id of a signed one', async (_what, type) => {
    const leave = aFact('worker.left.v1', { worker: bea, effective: instantAt(aMonday) });
    const beat = { at: instantAt(aMonday) };
    const squat = await arriving({ ...leave, ...(type === leave.type ? {} : { type, data: beat }) });
    const hours = ms.hour * 24 * 365;
    const ended = keys.registry((usual) => ({
      ...usual,
      keys: [
        ...usual.keys,
        {
          ...usual.keys.find(({ signer }) => signer === 'hr')!,
          kid: 'hr-old',
          x: testKey('hr-old').x,
          until: aMonday - hours,
        },
      ],
    }));
    desk.trust = keys.trust(undefined, ended);
    const header = Buffer.from(JSON.stringify({ alg: 'Ed25519', kid: 'hr-old', typ: type })).toString(
      'base64url',
    );
    const [, payload] = (await arriving(leave)).signature!.split('.');
    const signature = `${header}.${payload}.${'A'.repeat(86)}`;
    await outcomeOf(() =>
      desk.inTransaction((tx) => takeInOnce(desk.deps, tx, { ...squat, signature }, 's-1')),
    );
    expect(await once(leave, 's-2')).toBe(true);
    expect(await desk.ds.query('SELECT power FROM fact')).toEqual([{ power: true }]);
  });

  it('that is refused may come again, corrected, under a new signature', async () => {
    const wrong = asks('e-1', { items: [] });
    expect(await outcomeOf(() => once(wrong, 's-1'))).toBe('SCHEMA_VIOLATION');
    await expectNothing();
    expect(await once(asks('e-1'), 's-2')).toBe(true);
  });

  it('twice at the same time has one effect', async () => {
    const event = await arriving(asks());
    const take = (signature: string) => (tx: Parameters<typeof takeInOnce>[1]) =>
      takeInOnce(desk.deps, tx, event, signature);
    const { first, second, waited } = await sideBySide(desk.ds, take('s-1'), take('s-2'));
    expect([first, second]).toMatchObject([{ value: { fresh: true } }, { value: { fresh: false } }]);
    expect(waited).toBe(true);
    expect(await desk.said()).toHaveLength(1);
  });

  it('is the same that came by Kafka: its id and digest know no transport', async () => {
    const event = await arriving(aFact('worker.left.v1', { worker: bea, effective: instantAt(aMonday) }));
    const entry = { id: upstreamId(event), digest: upstreamDigest(event) };
    await desk.database.force(
      `INSERT INTO inbox (id, digest, topic) VALUES ('${entry.id}', '${entry.digest}', 'upstream.hr')`,
    );
    expect(await desk.inTransaction((tx) => takeInOnce(desk.deps, tx, event, 's-1'))).toMatchObject({
      fresh: false,
    });
    expect(await desk.said()).toEqual([]);
  });
});
