import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { outcomeOf, smallOrderEncodings, testKey } from '@countersign/testing';
import { hasSmallOrder, loadSigningKey, publicKey } from './keys.js';

const jwkOf = (pair: { privateKey: KeyObject }) => ({
  ...pair.privateKey.export({ format: 'jwk' }),
  kid: 'a-key',
});
const honest = testKey('policy');
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

describe('points of small order', () => {
  const encodings = smallOrderEncodings();

  it('are eight, in fourteen encodings', () => {
    expect(encodings).toHaveLength(14);
  });

  it.each(encodings.map((bytes) => [bytes.toString('hex'), bytes] as const))(
    '%s is no key and no commitment (J05)',
    async (_, bytes) => {
      expect(hasSmallOrder(bytes)).toBe(true);
      await expect(outcomeOf(() => publicKey(text(bytes)))).resolves.toBe('BAD_KEY');
    },
  );

  it('would verify for a message that nobody signed: this is what the refusal is for', () => {
    const one = Buffer.alloc(32).fill(1, 0, 1);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text(one) }, format: 'jwk' });
    const forged = Buffer.concat([one, Buffer.alloc(32)]);
    expect(verify(null, Buffer.from('give Mallory everything'), key, forged)).toBe(true);
  });

  it('are not confused with keys in use', () => {
    expect(hasSmallOrder(Buffer.from(honest.x, 'base64url'))).toBe(false);
  });
});

describe('a public key', () => {
  it('is 32 bytes in canonical base64url', async () => {
    await expect(outcomeOf(() => publicKey(honest.x))).resolves.toBe('ok');
  });

  it.each([
    ['31 bytes', text(Buffer.alloc(31, 7)), 'BAD_KEY'],
    ['33 bytes', text(Buffer.alloc(33, 7)), 'BAD_KEY'],
    ['57 bytes, as Ed448 has', text(Buffer.alloc(57, 7)), 'BAD_KEY'],
    ['nothing', '', 'BAD_KEY'],
    ['padding', `${honest.x}=`, 'MALFORMED_DOCUMENT'],
    ['base64', Buffer.from(honest.x, 'base64url').fill(255).toString('base64'), 'MALFORMED_DOCUMENT'],
  ])('of %s is refused', async (_, x, code) => {
    await expect(outcomeOf(() => publicKey(x))).resolves.toBe(code);
  });

  it('that was refused once is refused again', async () => {
    const bad = text(Buffer.alloc(32));
    await expect(outcomeOf(() => publicKey(bad))).resolves.toBe('BAD_KEY');
    await expect(outcomeOf(() => publicKey(bad))).resolves.toBe('BAD_KEY');
  });
});

describe('a signing key', () => {
  it('is a private Ed25519 JWK with its id', async () => {
    await expect(loadSigningKey(honest)).resolves.toMatchObject({ kid: 'policy' });
  });

  it('cannot be taken out again', async () => {
    const { key } = await loadSigningKey(honest);
    expect(key.extractable).toBe(false);
    expect(JSON.stringify(await loadSigningKey(honest))).not.toContain(honest.d);
  });

  it.each([
    ['Ed448', jwkOf(generateKeyPairSync('ed448'))],
    ['X25519', jwkOf(generateKeyPairSync('x25519'))],
    ['P-256', jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }))],
    ['RSA', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }))],
    ['a shared secret', { kty: 'oct', k: honest.d, kid: 'a-key' }],
    ['another type of key', { ...honest, kty: 'EC' }],
    ['a key without its id', { ...honest, kid: undefined }],
    ['an id with a path', { ...honest, kid: '../policy' }],
    ['a public key', { kty: 'OKP', crv: 'Ed25519', x: honest.x, kid: 'policy' }],
    ['a key with an algorithm of its own choice', { ...honest, alg: 'EdDSA' }],
    ['a key with operations', { ...honest, key_ops: ['sign'] }],
    ['a text', JSON.stringify(honest)],
    ['nothing', null],
  ])('is not %s (J01)', async (_, jwk) => {
    await expect(outcomeOf(() => loadSigningKey(jwk))).resolves.toBe('SCHEMA_VIOLATION');
  });

  it.each([
    ['no secret', { ...honest, d: '' }],
    ['a short secret', { ...honest, d: honest.d.slice(4) }],
    ['a public half of another key', { ...honest, x: testKey('approval').x }],
    ['a public half of small order', { ...honest, x: text(Buffer.alloc(32)) }],
  ])('with %s is refused', async (_, jwk) => {
    await expect(outcomeOf(() => loadSigningKey(jwk))).resolves.toBe('BAD_KEY');
  });
});
