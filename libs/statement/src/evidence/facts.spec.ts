import type { IdentityStated } from '@countersign/contracts/request';
import {
  memberOf,
  aMonday,
  hired,
  hostileJws,
  keyring,
  ms,
  outcomeOf,
  people,
  type Signer,
  signerOf,
  type SourceEvent,
  StatementWriter,
} from '@countersign/testing';
import { sha256 } from '../bytes.js';
import { keyWayMs } from '../registry.js';
import { verifyStatement } from '../statements.js';
import { type Fact, instant, isSignedTooLongAgo, readFact, verifySourceSignature } from './facts.js';

const keys = keyring();
const registry = keys.registry();
const event = hired(people.bea);

const statedBody = async (by: SourceEvent = event): Promise<IdentityStated> => {
  const { jws } = await new StatementWriter().state(by);
  return (await verifyStatement(jws, registry, { types: ['request.identity-stated.v1'] })).body;
};

/** Reads the fact of a statement that `request` signed, whatever it says. */
const read = async (body: object, by = registry): Promise<Fact> => {
  const { jws } = await new StatementWriter().write('request.identity-stated.v1', body);
  return readFact(await verifyStatement(jws, by, { types: ['request.identity-stated.v1'] }), by);
};
const outcome = (body: object, by = registry) => outcomeOf(() => read(body, by));

describe('a fact in its source’s own bytes', () => {
  it('gives power when the source signed it', async () => {
    await expect(read(await statedBody())).resolves.toMatchObject({
      type: 'worker.hired.v1',
      source: 'hr',
      id: event.id,
      power: true,
      effective: aMonday - 60 * ms.day,
      data: event.data,
    });
  });

  it('gives none when nobody signed it', async () => {
    await expect(read(await statedBody({ ...event, signedBy: null }))).resolves.toMatchObject({
      power: false,
      data: event.data,
    });
  });

  it('proves nothing when its signature came long after its source’s key had ended (J04)', async () => {
    const until = aMonday + ms.day;
    const ended = keys.registry((usual) => ({
      ...usual,
      keys: usual.keys.map((key) => (key.signer === 'hr' ? { ...key, until } : key)),
    }));
    const { signature } = await statedBody();
    const late = (at: number) => isSignedTooLongAgo(signature ?? '', at, ended);
    expect([late(until + keyWayMs - 1), late(until + keyWayMs), late(NaN)]).toEqual([false, true, true]);
  });

  it('does not lose its power by lacking it: a wrong signature is an error, never a fact without power', async () => {
    const { signature } = await statedBody(hired(people.mallory));
    await expect(outcome({ ...(await statedBody()), signature })).resolves.toBe('BAD_SIGNATURE');
  });
});

describe('what the source signed is what counts', () => {
  it.each<[string, (body: IdentityStated) => Partial<IdentityStated>]>([
    ['source', () => ({ source: 'itsm' })],
    ['id', () => ({ id: 'another-event' })],
    ['subject', () => ({ subject: people.mallory })],
    ['time', () => ({ time: new Date(aMonday).toISOString() })],
    ['data', ({ data }) => ({ data: swapped(data) })],
    ['data, re-serialised', ({ data }) => ({ data: Buffer.from(` ${decoded(data)}`).toString('base64url') })],
  ])('another %s is refused (F05)', async (_, change) => {
    const body = await statedBody();
    await expect(outcome({ ...body, ...change(body) })).resolves.toBe('BAD_SIGNATURE');
  });

  const decoded = (data: string) => Buffer.from(data, 'base64url').toString();
  const swapped = (data: string) =>
    Buffer.from(decoded(data).replaceAll('u1001', 'u6666')).toString('base64url');

  it('another type is refused, in the signature’s header as in what it binds', async () => {
    const body = await statedBody();
    const bytes = Buffer.from(body.data, 'base64url');
    const { source, id, type, subject, time } = body;
    const bound = { dep: 'acme', id, source, type, subject, time, digest: sha256(bytes) };
    const header = { alg: 'Ed25519', kid: 'hr', typ: type };
    const verdict = (over: { header?: object; bound?: object; signer?: Signer }) =>
      outcomeOf(() =>
        verifySourceSignature(
          {
            ...body,
            signature: hostileJws(
              { ...header, ...over.header },
              { ...bound, ...over.bound },
              over.signer ?? signerOf('hr'),
            ),
          },
          bytes,
          registry,
        ),
      );
    await expect(verdict({})).resolves.toBe('ok');
    for (const over of [
      { header: { typ: 'worker.left.v1' } },
      { bound: { type: 'worker.left.v1' } },
      { bound: { source: 'itsm' } },
      { bound: { digest: sha256('other data') } },
    ])
      await expect(verdict(over)).resolves.toBe('BAD_SIGNATURE');
    await expect(verdict({ bound: { dep: 'other' } })).resolves.toBe('FOREIGN_DEPLOYMENT');
    await expect(verdict({ bound: { admin: true } })).resolves.toBe('SCHEMA_VIOLATION');
    await expect(verdict({ header: { kid: 'policy' } })).resolves.toBe('KEY_NOT_ALLOWED');
    await expect(verdict({ header: { kid: 'nobody' } })).resolves.toBe('UNKNOWN_KEY');
    await expect(verdict({ signer: signerOf('request') })).resolves.toBe('BAD_SIGNATURE');
  });
});

describe('a source signs with its own key, for what it may state', () => {
  it.each<[string, Partial<SourceEvent>, string]>([
    ['a service signs for it', { signedBy: 'request' }, 'KEY_NOT_ALLOWED'],
    ['a source that may not state this signs for it', { signedBy: 'itsm' }, 'KEY_NOT_ALLOWED'],
    ['it signs in another’s name', { source: 'itsm', signedBy: 'hr' }, 'BAD_SIGNATURE'],
    ['an unknown key signs', { signedBy: people.mallory }, 'UNKNOWN_KEY'],
    ['the key is too young for the event', { time: '2001-01-01T00:00:00.000Z' }, 'KEY_NOT_ALLOWED'],
    ['the event has no time that exists', { time: 'yesterday' }, 'SCHEMA_VIOLATION'],
    ['the event’s time means something else elsewhere', { time: '2029-12-01 00:00' }, 'SCHEMA_VIOLATION'],
  ])('refused when %s', async (_, change, code) => {
    await expect(outcome(await statedBody({ ...event, ...change }))).resolves.toBe(code);
  });

  it('another deployment’s event is refused, even with the same key', async () => {
    const { jws } = await new StatementWriter('other').state(event);
    const foreign = keyring('other').registry();
    const { body } = await verifyStatement(jws, foreign, { types: ['request.identity-stated.v1'] });
    await expect(outcome(body)).resolves.toBe('FOREIGN_DEPLOYMENT');
  });

  it('a key that is registered for another source with the right types is refused', async () => {
    const shared = keys.registry((usual) => ({
      ...usual,
      keys: usual.keys.map((key) => (key.kid === 'itsm' ? { ...key, types: ['worker.hired.v1'] } : key)),
    }));
    await expect(outcome(await statedBody({ ...event, signedBy: 'itsm' }), shared)).resolves.toBe(
      'BAD_SIGNATURE',
    );
  });
});

describe('the data', () => {
  const unsigned = (change: Partial<IdentityStated>) => ({
    source: 'hr',
    id: '1',
    type: 'worker.left.v1',
    subject: '',
    time: '2029-12-01T00:00:00.000Z',
    data: Buffer.from(JSON.stringify({ worker: people.bea, effective: '2029-12-01T00:00:00.000Z' })).toString(
      'base64url',
    ),
    signature: null,
    ...change,
  });
  const data = (text: string) => unsigned({ data: Buffer.from(text).toString('base64url') });

  it.each<[string, object, string]>([
    ['a fact without power', unsigned({}), 'ok'],
    ['a wish, which is no fact', unsigned({ type: 'access.requested.v1' }), 'UNKNOWN_TYPE'],
    ['a heartbeat', unsigned({ type: 'source.heartbeat.v1' }), 'UNKNOWN_TYPE'],
    ['a version that we do not know', unsigned({ type: 'worker.left.v2' }), 'UNKNOWN_TYPE'],
    ['the data of another type', unsigned({ type: 'worker.hired.v1' }), 'SCHEMA_VIOLATION'],
    ['stray bits', unsigned({ data: 'e31' }), 'MALFORMED_DOCUMENT'],
    ['no JSON', data('{'), 'MALFORMED_JSON'],
    [
      'a key twice',
      data('{"worker":"person:1","worker":"person:2","effective":"2029-12-01T00:00:00Z"}'),
      'MALFORMED_JSON',
    ],
    [
      'a member too many',
      data('{"worker":"person:1","effective":"2029-12-01T00:00:00Z","x":1}'),
      'SCHEMA_VIOLATION',
    ],
    [
      'a day that does not exist',
      data('{"worker":"person:1","effective":"2029-02-30T00:00:00Z"}'),
      'SCHEMA_VIOLATION',
    ],
  ])('%s', async (_, body, code) => {
    await expect(outcome(body)).resolves.toBe(code);
  });
});

it('an end that does not exist is refused at once, not when somebody asks', async () => {
  const member = memberOf('process-owners', people.omar, { until: '2030-02-30T00:00:00.000Z' });
  await expect(outcome(await statedBody(member))).resolves.toBe('SCHEMA_VIOLATION');
});

describe('an instant', () => {
  it.each([
    ['2030-01-07T09:00:00.000Z', aMonday],
    ['2030-01-07T09:00:00Z', aMonday],
    ['2030-01-07T09:00:00.5Z', aMonday + 500],
    ['2028-02-29T23:59:59.999Z', Date.UTC(2028, 1, 29, 23, 59, 59, 999)],
  ])('%s is read', (text, at) => {
    expect(instant(text)).toBe(at);
  });

  it.each([
    '2029-02-29T00:00:00Z',
    '2030-02-31T00:00:00.000Z',
    '2030-04-31T00:00:00.000Z',
    '2030-13-01T00:00:00.000Z',
    '2030-00-01T00:00:00.000Z',
    '2030-01-00T00:00:00.000Z',
    '2030-01-01T24:00:00.000Z',
    '2030-01-01T25:00:00.000Z',
    '2030-01-01T00:00:60.000Z',
    '2030-01-01T00:00:00.000',
    '2030-01-01T00:00:00.000+01:00',
    '2030-01-01 00:00:00Z',
    '2030-01-01',
    'Jan 1 2030',
    '1',
    '',
  ])('`%s` is not one, or not the same everywhere (T12)', async (text) => {
    await expect(outcomeOf(() => instant(text))).resolves.toBe('SCHEMA_VIOLATION');
  });
});
