import { createHmac, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  aMonday,
  hostileJws,
  keyring,
  outcomeOf,
  partsOf,
  resigned,
  type Signer,
  signerOf,
  signingKeyOf,
  StatementWriter,
  testKey,
  withLargerS,
  withSmallOrderCommitment,
} from '@countersign/testing';
import { createPublicKey } from 'node:crypto';
import { readJws, signJws } from './jws.js';
import { verifyStatement } from './statements.js';
import { parseStrictJson } from './strict-json.js';

const registry = keyring().registry();
const outcome = (text: string) => outcomeOf(() => verifyStatement(text, registry));

const header = { alg: 'Ed25519', kid: 'policy', typ: 'policy.alive.v1' };
const body = { at: aMonday, heads: [], bundle: 7, registry: 3 };
const payload = { dep: 'acme', iss: 'policy', chain: 'policy', seq: 1, prev: null, iat: aMonday, body };
const policy = signerOf('policy');
const withHeader = (more: object) => hostileJws({ ...header, ...more }, payload, policy);

let honest: string;
beforeAll(async () => {
  honest = (await new StatementWriter().write('policy.alive.v1', body)).jws;
});

describe('a signed statement', () => {
  it('verifies, and so does the same made by hand', async () => {
    await expect(outcome(honest)).resolves.toBe('ok');
    await expect(outcome(hostileJws(header, payload, policy))).resolves.toBe('ok');
  });

  it.each([
    ['a value', { message: 'cut in the middle: \ud83d' }],
    ['a key', { '\ude00': 1 }],
  ])('is never made of text that no reader takes: half of a pair in %s', async (_, odd) => {
    const key = await signingKeyOf('policy');
    await expect(signJws(key, 'policy.alive.v1', odd)).rejects.toMatchObject({ code: 'MALFORMED_JSON' });
  });

  it('may say a whole pair, and write of halves', async () => {
    const said = { message: '\u{1F600} \\ud83d' };
    const { payload: bytes } = readJws(await signJws(await signingKeyOf('policy'), 'policy.alive.v1', said));
    expect(parseStrictJson(bytes)).toEqual(said);
  });

  it('may order its header as it likes, as long as that is what was signed', async () => {
    const { alg, kid, typ } = header;
    await expect(outcome(hostileJws({ typ, kid, alg }, payload, policy))).resolves.toBe('ok');
    const reordered = Buffer.from(JSON.stringify({ typ, kid, alg })).toString('base64url');
    await expect(outcome(honest.replace(/^[^.]*/, reordered))).resolves.toBe('BAD_SIGNATURE');
  });
});

describe('another algorithm (J01)', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ed448 = generateKeyPairSync('ed448').privateKey;
  const es256: Signer = (input) => sign('sha256', input, { key: p256, dsaEncoding: 'ieee-p1363' });
  const hmac =
    (secret: string | Buffer): Signer =>
    (input) =>
      createHmac('sha256', secret).update(input).digest();
  const half: Signer = (input) => Buffer.concat([hmac('x')(input), hmac('y')(input)]);
  const { x } = testKey('policy');
  const pem = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });

  it.each<[string, string, Signer, string]>([
    ['none, no signature', 'none', () => Buffer.alloc(0), 'MALFORMED_DOCUMENT'],
    ['none, with a signature', 'none', policy, 'SCHEMA_VIOLATION'],
    ['None', 'None', policy, 'SCHEMA_VIOLATION'],
    [
      'HS256 with the public key for a secret',
      'HS256',
      hmac(Buffer.from(x, 'base64url')),
      'MALFORMED_DOCUMENT',
    ],
    ['HS256 with the public key in PEM', 'HS256', hmac(pem), 'MALFORMED_DOCUMENT'],
    ['HS512, as long as ours', 'HS512', half, 'SCHEMA_VIOLATION'],
    ['ES256', 'ES256', es256, 'SCHEMA_VIOLATION'],
    ['RS256', 'RS256', (input) => sign('sha256', input, rsa), 'MALFORMED_DOCUMENT'],
    ['EdDSA, which may mean another curve', 'EdDSA', policy, 'SCHEMA_VIOLATION'],
    ['EdDSA with Ed448', 'EdDSA', (input) => sign(null, input, ed448), 'MALFORMED_DOCUMENT'],
    ['ours in small letters', 'ed25519', policy, 'SCHEMA_VIOLATION'],
    ['ours by name, ES256 in truth', 'Ed25519', es256, 'BAD_SIGNATURE'],
    ['ours by name, an HMAC in truth', 'Ed25519', half, 'BAD_SIGNATURE'],
  ])('%s is refused', async (_, alg, signer, code) => {
    await expect(outcome(hostileJws({ ...header, alg }, payload, signer))).resolves.toBe(code);
  });
});

describe('a header that says more, or less (J02)', () => {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: testKey('person:6666').x };
  it.each<[string, object]>([
    ['jwk', { jwk }],
    ['jku', { jku: 'https://keys.example/jwks.json' }],
    ['x5u', { x5u: 'https://keys.example/cert.pem' }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'AAAA' }],
    ['crit', { crit: ['exp'], exp: 4102444800 }],
    ['an empty crit', { crit: [] }],
    ['b64', { b64: false, crit: ['b64'] }],
    ['cty', { cty: 'json' }],
    ['zip', { zip: 'DEF' }],
    ['an unknown member', { x: 1 }],
    ['no alg', { alg: undefined }],
    ['no kid', { kid: undefined }],
    ['no typ', { typ: undefined }],
    ['kid as a list', { kid: ['policy'] }],
    ['kid as a number', { kid: 1 }],
    ['kid with a path', { kid: '../../keys/policy' }],
    ['kid with SQL', { kid: "policy' OR '1'='1" }],
    ['kid with a null byte', { kid: 'policy\u0000' }],
    ['kid in other letters', { kid: 'p\u043elicy' }],
    ['an empty kid', { kid: '' }],
    ['typ without version', { typ: 'policy.alive' }],
  ])('%s is refused', async (_, more) => {
    await expect(outcome(withHeader(more))).resolves.toBe('SCHEMA_VIOLATION');
  });

  it.each([
    ['a header of more than 1 KiB', { kid: 'a'.repeat(1100) }, 'MALFORMED_JSON'],
    ['a kid of 1 MB', { kid: 'a'.repeat(1_000_000) }, 'MALFORMED_DOCUMENT'],
  ])('%s is refused before it is looked at', async (_, more, code) => {
    await expect(outcome(withHeader(more))).resolves.toBe(code);
  });

  it.each([
    ['a duplicate alg', '{"alg":"none","alg":"Ed25519","kid":"policy","typ":"policy.alive.v1"}'],
    [
      'a duplicate kid, one escaped',
      '{"alg":"Ed25519","kid":"policy","\\u006bid":"approval","typ":"policy.alive.v1"}',
    ],
    ['__proto__', '{"alg":"Ed25519","kid":"policy","typ":"policy.alive.v1","__proto__":{}}'],
    ['no JSON', 'alg=Ed25519'],
    ['nothing', ''],
    ['a byte order mark', '\uFEFF{"alg":"Ed25519","kid":"policy","typ":"policy.alive.v1"}'],
  ])('%s is refused', async (_, text) => {
    await expect(outcome(hostileJws(text, payload, policy))).resolves.toBe('MALFORMED_JSON');
  });

  it('the type of another decision of the same signer is refused: its body is not that decision', async () => {
    await expect(outcome(withHeader({ typ: 'policy.cleared.v1' }))).resolves.toBe('SCHEMA_VIOLATION');
  });

  it('a type that another duty signs is refused', async () => {
    await expect(outcome(withHeader({ typ: 'approval.alive.v1' }))).resolves.toBe('KEY_NOT_ALLOWED');
  });

  it.each(['vote.v1', 'policy.alive.v2', 'policy.unheard-of.v1', 'constructor.v1'])(
    'the type %s is unknown among statements',
    async (typ) => {
      await expect(outcome(withHeader({ typ }))).resolves.toBe('UNKNOWN_TYPE');
    },
  );
});

describe('the signature itself (J05)', () => {
  const parts = () => partsOf(honest);
  const input = () => Buffer.from(honest.slice(0, honest.lastIndexOf('.')));

  it('with S + L for S is refused', async () => {
    await expect(outcome(resigned(honest, withLargerS(parts().signature)))).resolves.toBe('BAD_SIGNATURE');
  });

  it('with a commitment of small order is refused, although it fulfils the equation', async () => {
    const { d, x } = testKey('policy');
    const key = Buffer.from(x, 'base64url');
    const signature = withSmallOrderCommitment(Buffer.from(d, 'base64url'), key, input());
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, input(), publicKey, signature)).toBe(true);
    await expect(outcome(resigned(honest, signature))).resolves.toBe('MALFORMED_DOCUMENT');
  });

  it.each<[string, (signature: Buffer) => Buffer, string]>([
    ['empty', () => Buffer.alloc(0), 'MALFORMED_DOCUMENT'],
    ['a byte short', (signature) => signature.subarray(1), 'MALFORMED_DOCUMENT'],
    ['a byte long', (signature) => Buffer.concat([signature, Buffer.alloc(1)]), 'MALFORMED_DOCUMENT'],
    ['all zero', () => Buffer.alloc(64), 'MALFORMED_DOCUMENT'],
    ['all one', () => Buffer.alloc(64, 255), 'BAD_SIGNATURE'],
    ['its halves swapped', (s) => Buffer.concat([s.subarray(32), s.subarray(0, 32)]), 'BAD_SIGNATURE'],
    ['another key’s', () => signerOf('approval')(input()) as Buffer, 'BAD_SIGNATURE'],
    ['over the payload alone', () => policy(Buffer.from(parts().payload)) as Buffer, 'BAD_SIGNATURE'],
  ])('%s is refused', async (_, change, code) => {
    await expect(outcome(resigned(honest, change(parts().signature)))).resolves.toBe(code);
  });
});

describe('the encoding (J05)', () => {
  const at = (index: number, change: (part: string) => string) =>
    honest
      .split('.')
      .map((part, place) => (place === index ? change(part) : part))
      .join('.');
  /** The next character of the alphabet: other stray bits, the same bytes. */
  const stray = (part: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return part.slice(0, -1) + alphabet[(alphabet.indexOf(part.at(-1) as string) + 1) % 64];
  };

  it.each([0, 1, 2])('of part %d is refused in every other spelling', async (index) => {
    for (const change of [
      (part: string) => `${part}=`,
      (part: string) => `${part}==`,
      (part: string) => `${part}\n`,
      (part: string) => ` ${part}`,
      (part: string) => `${part.slice(0, 8)}\r\n${part.slice(8)}`,
      (part: string) => Buffer.from(part, 'base64url').toString('base64').replace(/^./, '+'),
      (part: string) => Buffer.from(part, 'base64url').toString('hex'),
    ])
      await expect(outcome(at(index, change))).resolves.not.toBe('ok');
  });

  it('with stray bits behind the signature is refused', async () => {
    const respelt = at(2, stray);
    expect(Buffer.from(respelt.split('.')[2] as string, 'base64url')).toEqual(partsOf(honest).signature);
    await expect(outcome(respelt)).resolves.toBe('MALFORMED_DOCUMENT');
  });

  it.each<[string, (text: string) => string]>([
    ['one part', (text) => text.split('.')[0] as string],
    ['two parts', (text) => text.slice(0, text.lastIndexOf('.'))],
    ['four parts', (text) => `${text}.AAAA`],
    ['five parts, as encryption has', (text) => `${text}.AAAA.AAAA`],
    ['the JSON serialisation', (text) => JSON.stringify({ payload: text })],
    ['nothing', () => ''],
    ['a document over 256 KiB', (text) => text + 'A'.repeat(262_144)],
  ])('of %s is refused', async (_, change) => {
    await expect(outcome(change(honest))).resolves.toBe('MALFORMED_DOCUMENT');
  });
});

describe('the bytes are what is signed (J06, I28)', () => {
  it.each<[string, (payload: string) => string]>([
    [
      'other order of members',
      (text) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse())),
    ],
    ['indented', (text) => JSON.stringify(JSON.parse(text), null, 1)],
    ['a number in another spelling', (text) => text.replace('"seq":1', '"seq":1.0')],
    ['a letter escaped', (text) => text.replace('"acme"', '"\\u0061cme"')],
    ['a space behind', (text) => `${text} `],
  ])('the payload re-serialised with the same meaning is refused: %s', async (_, change) => {
    const { payload: text, signature } = partsOf(honest);
    const respelt = change(text);
    expect(JSON.parse(respelt)).toEqual(JSON.parse(text));
    expect(respelt).not.toBe(text);
    await expect(outcome(hostileJws(header, respelt, () => signature))).resolves.toBe('BAD_SIGNATURE');
  });

  it('every flip of every single bit is refused, with a typed error', async () => {
    const bytes = Buffer.from(honest, 'latin1');
    const codes = new Map<string, number>();
    for (let at = 0; at < bytes.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] as number) ^ (1 << bit);
        const code = await outcome(flipped.toString('latin1'));
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
    expect(codes.get('ok')).toBeUndefined();
    expect([...codes.values()].reduce((sum, count) => sum + count)).toBe(bytes.length * 8);
    expect(codes.get('BAD_SIGNATURE')).toBeGreaterThan(100);
  });
});
