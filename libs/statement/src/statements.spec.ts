import { sha256 } from './bytes.js';
import {
  type Plain,
  aMonday,
  keyring,
  ms,
  outcomeOf,
  type Signing,
  StatementWriter,
} from '@countersign/testing';
import type { Statements } from '@countersign/contracts';
import { isStatement, verifyStatement } from './statements.js';

const keys = keyring();
const registry = keys.registry();

const heartbeat: Plain<Statements['policy.alive.v1']> = { at: aMonday, heads: [], bundle: 7, registry: 3 };
const write = async (signing: Signing = {}, body: object = heartbeat) =>
  (await new StatementWriter().write('policy.alive.v1', body, signing)).jws;
const outcome = async (jws: string, by = registry) => outcomeOf(() => verifyStatement(jws, by));

describe('a verified statement', () => {
  it('tells who said what, when, where in the chain, in which bytes', async () => {
    const pen = new StatementWriter();
    const first = await pen.write('policy.alive.v1', heartbeat);
    const second = await pen.write('policy.alive.v1', heartbeat, { at: aMonday + 5 });
    await expect(verifyStatement(second.jws, registry)).resolves.toEqual({
      type: 'policy.alive.v1',
      kid: 'policy',
      dep: 'acme',
      iss: 'policy',
      chain: 'policy',
      seq: 2,
      prev: first.hash,
      iat: aMonday + 5,
      hash: sha256(second.jws),
      jws: second.jws,
      body: heartbeat,
    });
  });

  it('is narrowed by its type', async () => {
    const statement = await verifyStatement(await write(), registry);
    expect(isStatement(statement, 'policy.alive.v1')).toBe(true);
    expect(isStatement(statement, 'policy.cleared.v1')).toBe(false);
  });

  it('is refused where another type is expected', async () => {
    const jws = await write();
    const types = ['policy.cleared.v1', 'policy.vetoed.v1'] as const;
    await expect(outcomeOf(() => verifyStatement(jws, registry, { types }))).resolves.toBe('UNEXPECTED_TYPE');
    await expect(
      outcomeOf(() => verifyStatement(jws, registry, { types: ['policy.alive.v1'] })),
    ).resolves.toBe('ok');
  });
});

describe('whose statement it is', () => {
  it.each<[string, Signing, string]>([
    ['another service, with its own key', { by: 'approval' }, 'KEY_NOT_ALLOWED'],
    ['another service, under the right key id (F02)', { by: 'approval', as: 'policy' }, 'BAD_SIGNATURE'],
    ['the right key for another signer', { envelope: { iss: 'approval' } }, 'KEY_NOT_ALLOWED'],
    ['an unknown key (F03, J03)', { by: 'person:6666' }, 'UNKNOWN_KEY'],
    ['a source', { by: 'hr' }, 'KEY_NOT_ALLOWED'],
    ['a custodian', { by: 'anna' }, 'UNKNOWN_KEY'],
  ])('signed by %s: refused', async (_, signing, code) => {
    await expect(outcome(await write(signing))).resolves.toBe(code);
  });

  it('of another deployment is refused, even by the same key (I34)', async () => {
    await expect(outcome(await write({ envelope: { dep: 'other' } }))).resolves.toBe('FOREIGN_DEPLOYMENT');
    await expect(outcome(await write(), keyring('other').registry())).resolves.toBe('FOREIGN_DEPLOYMENT');
  });
});

describe('the envelope and the body', () => {
  it.each<[string, Signing['envelope']]>([
    ['no deployment', { dep: undefined }],
    ['no time', { iat: undefined }],
    ['a time before the year 2000', { iat: 1 }],
    ['a time as text', { iat: '2030-01-07' as unknown as number }],
    ['seq 0', { seq: 0 }],
    ['a broken seq', { seq: 1.5 }],
    ['a prev that is no hash', { prev: 'AAAA' }],
    ['a member too many', { admin: true } as object],
    ['an issuer in capitals', { iss: 'Policy' }],
  ])('with %s is refused', async (_, envelope) => {
    await expect(outcome(await write({ envelope }))).resolves.toBe('SCHEMA_VIOLATION');
  });

  it.each<[string, object]>([
    ['a member too many (V04)', { ...heartbeat, status: 'approved' }],
    ['a list for a text (V05)', { ...heartbeat, at: [aMonday] }],
    ['a number as text (V05)', { ...heartbeat, bundle: '7' }],
    ['true for a number (V05)', { ...heartbeat, bundle: true }],
    ['a member missing', { at: aMonday, heads: [], bundle: 7 }],
    ['nothing in it', {}],
  ])('whose body has %s is refused', async (_, body) => {
    await expect(outcome(await write({}, body))).resolves.toBe('SCHEMA_VIOLATION');
  });
});

describe('a key counts by the date of the statement (F03, J03, J04)', () => {
  const from = aMonday - ms.day;
  const until = aMonday + ms.day;
  const dated = keys.registry((usual) => ({
    ...usual,
    keys: usual.keys.map((key) => ({ ...key, from, until })),
  }));

  it.each([
    ['before it became valid', from - 1, 'KEY_NOT_ALLOWED'],
    ['at its first instant', from, 'ok'],
    ['at its last instant', until - 1, 'ok'],
    ['when it has run out, or was reported stolen', until, 'KEY_NOT_ALLOWED'],
  ])('%s', async (_, at, outcomeAt) => {
    await expect(outcome(await write({ at }), dated)).resolves.toBe(outcomeAt);
  });

  it('so that what an old key signed in its time stays valid after rotation', async () => {
    const jws = await write({ at: aMonday });
    const rotated = keys.registry((usual) => ({
      ...usual,
      number: 4,
      keys: usual.keys.map((key) => (key.kid === 'policy' ? { ...key, until } : key)),
    }));
    await expect(outcome(jws, rotated)).resolves.toBe('ok');
  });
});
