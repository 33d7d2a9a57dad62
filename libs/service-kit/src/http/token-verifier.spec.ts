import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import {
  type Provider,
  type SigningPair,
  goodClaims,
  signToken,
  signingPair,
  startProvider,
} from '../../test/provider.js';
import { TokenRefused, type TokenVerifier, createTokenVerifier } from './index.js';

const audience = 'urn:countersign:test';
const now = Date.now();
const clock = { now: () => now };
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('access tokens', () => {
  let provider: Provider;
  let verifier: TokenVerifier;
  let rsa: SigningPair;
  let ec: SigningPair;
  let ed: SigningPair;
  let claims: Record<string, unknown>;

  beforeAll(async () => {
    provider = await startProvider();
    [rsa, ec, ed] = await Promise.all([
      signingPair('RS256', 'rsa-1'),
      signingPair('ES256', 'ec-1'),
      signingPair('EdDSA', 'ed-1', { crv: 'Ed25519' }),
    ]);
    provider.keys = [rsa.jwk, ec.jwk, ed.jwk];
    claims = goodClaims(provider.issuer, now);
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    verifier = createTokenVerifier({ issuer: provider.issuer, audience, clock, retryMs: 0 });
  });

  const flaw = async (token: string): Promise<string> => {
    try {
      await verifier.verify(token);
    } catch (error) {
      if (error instanceof TokenRefused) return error.flaw;
      throw error;
    }
    return 'accepted';
  };
  const sig = (content: string, bytes: Buffer): string => `${content}.${bytes.toString('base64url')}`;
  const unsigned = (header: object, payload: object = claims): string =>
    `${encode(header)}.${encode(payload)}`;

  it('gives the caller of a good token, whichever of the algorithms signed it', async () => {
    for (const pair of [rsa, ec, ed])
      await expect(verifier.verify(await signToken(pair, claims))).resolves.toEqual({
        issuer: provider.issuer,
        subject: 'person-7',
        clientId: 'console',
        scopes: ['access:request', 'access:read'],
        actors: [],
        isClient: false,
        tokenId: 'token-1',
      });
  });

  it.each([
    ['roles', ['admin', 'approver']],
    ['groups', ['group:process-owners']],
    ['person', 'person:1035'],
    ['email', 'person-8@example.com'],
    ['preferred_username', 'person-8'],
    ['approver', 'person:1035'],
    ['voter', 'person:1035'],
    ['scopes', ['votes:write']],
    ['actors', []],
    ['isClient', true],
    ['realm_access', { roles: ['admin'] }],
  ])(
    'A05: a validly signed `%s` beside the claims of RFC 9068 makes nobody else of the caller',
    async (claim, value) => {
      const plain = await verifier.verify(await signToken(ed, claims));
      expect(await verifier.verify(await signToken(ed, { ...claims, [claim]: value }))).toEqual(plain);
    },
  );

  it('knows a client that acts for itself, and a token without scopes', async () => {
    const caller = await verifier.verify(
      await signToken(rsa, { ...claims, sub: 'console', scope: undefined }),
    );
    expect(caller).toMatchObject({ isClient: true, scopes: [] });
  });

  it('reads the chain of actors, the present one first', async () => {
    const act = { sub: 'agent-2', act: { sub: 'agent-1', iss: 'https://other.example.com' } };
    const caller = await verifier.verify(await signToken(rsa, { ...claims, act }));
    expect(caller.actors).toEqual([
      { issuer: provider.issuer, subject: 'agent-2' },
      { issuer: 'https://other.example.com', subject: 'agent-1' },
    ]);
  });

  describe('J01: signatures that are none', () => {
    it.each(['none', 'NONE', 'nOnE'])('refuses alg `%s`', async (alg) => {
      expect(await flaw(`${unsigned({ alg, typ: 'at+jwt', kid: 'rsa-1' })}.`)).toBe('form');
      expect(await flaw(`${unsigned({ alg, typ: 'at+jwt', kid: 'rsa-1' })}.${'A'.repeat(86)}`)).toBe(
        'algorithm',
      );
    });

    it('refuses HS256 made with the public key as secret', async () => {
      const pem = createPublicKey({ key: rsa.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const content = unsigned({ alg: 'HS256', typ: 'at+jwt', kid: 'rsa-1' });
      expect(await flaw(sig(content, createHmac('sha256', pem).update(content).digest()))).toBe('algorithm');
    });

    it('refuses HS256 even when the provider publishes a shared secret', async () => {
      const secret = Buffer.alloc(32, 7);
      provider.keys = [{ kty: 'oct', kid: 'oct-1', k: secret.toString('base64url'), alg: 'HS256' }];
      const content = unsigned({ alg: 'HS256', typ: 'at+jwt', kid: 'oct-1' });
      expect(await flaw(sig(content, createHmac('sha256', secret).update(content).digest()))).toBe(
        'algorithm',
      );
      provider.keys = [rsa.jwk, ec.jwk, ed.jwk];
    });

    it.each(['RS384', 'RS512', 'PS256', 'ES384', 'ES512', 'ML-DSA-44'])(
      'refuses alg `%s`, which is not on the list',
      async (alg) => {
        expect(await flaw(`${unsigned({ alg, typ: 'at+jwt', kid: 'rsa-1' })}.${'A'.repeat(86)}`)).toBe(
          'algorithm',
        );
      },
    );

    it('refuses ES256 under the id of an RSA key and the other way round', async () => {
      expect(await flaw(await signToken(ec, claims, { kid: 'rsa-1' }))).toBe('key');
      expect(await flaw(await signToken(rsa, claims, { kid: 'ec-1' }))).toBe('key');
    });

    it.each(['ed448', 'x25519'] as const)('refuses EdDSA with a key of %s', async (curve) => {
      const pair = generateKeyPairSync(curve as 'ed448');
      provider.keys = [{ ...(pair.publicKey.export({ format: 'jwk' }) as object), kid: 'odd', kty: 'OKP' }];
      const content = unsigned({ alg: 'EdDSA', typ: 'at+jwt', kid: 'odd' });
      const bytes =
        curve === 'ed448' ? sign(null, Buffer.from(content), pair.privateKey) : Buffer.alloc(64, 1);
      expect(await flaw(sig(content, bytes))).toBe('key');
      provider.keys = [rsa.jwk, ec.jwk, ed.jwk];
    });

    it('refuses a weak RSA key although the provider publishes it', async () => {
      const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
      provider.keys = [{ ...(pair.publicKey.export({ format: 'jwk' }) as object), kid: 'weak', kty: 'RSA' }];
      const content = unsigned({ alg: 'RS256', typ: 'at+jwt', kid: 'weak' });
      const token = sig(content, sign('sha256', Buffer.from(content), pair.privateKey));
      expect(await flaw(token)).toBe('key');
      provider.keys = [rsa.jwk, ec.jwk, ed.jwk];
    });

    it('refuses an empty, a foreign and an altered signature', async () => {
      const token = await signToken(ed, claims);
      const stranger = await signingPair('EdDSA', 'ed-1', { crv: 'Ed25519' });
      expect(await flaw(token.replace(/[^.]*$/, ''))).toBe('form');
      expect(await flaw(await signToken(stranger, claims))).toBe('signature');
      const payload = encode({ ...claims, sub: 'person-8' });
      expect(await flaw(token.replace(/\.[^.]*\./, `.${payload}.`))).toBe('signature');
    });
  });

  describe('J02: headers that lead elsewhere', () => {
    it.each([
      ['jku', 'https://evil.example.com/jwks'],
      ['x5u', 'http://169.254.169.254/latest'],
      ['x5c', ['MIIB']],
      ['jwk', { kty: 'OKP', crv: 'Ed25519', x: 'A' }],
      ['zip', 'DEF'],
      ['cty', 'JWT'],
      ['nonsense', 1],
    ])('refuses a header with %s, and asks nobody for it', async (member, value) => {
      const before = provider.seen.length;
      expect(await flaw(await signToken(rsa, claims, { [member]: value }))).toBe('header');
      expect(provider.seen.length).toBe(before);
    });

    it.each([
      ['an unknown extension', { crit: ['exp2'], exp2: 1 }],
      ['an unencoded payload', { crit: ['b64'], b64: false }],
      ['an empty list', { crit: [] }],
    ])('refuses crit with %s', async (_, extra) => {
      const content = unsigned({ alg: 'EdDSA', typ: 'at+jwt', kid: 'ed-1', ...extra });
      expect(await flaw(`${content}.${'A'.repeat(86)}`)).toMatch(/^(header|form|algorithm)$/);
    });

    it.each([
      ['a path', '../../etc/passwd', 'key'],
      ['SQL', "'; DROP TABLE keys; --", 'header'],
      ['a line break', 'a\nb', 'header'],
      ['nothing', '', 'header'],
      ['a number', 7, 'header'],
      ['a list', ['rsa-1'], 'header'],
      ['no value at all', undefined, 'header'],
      ['300 characters', 'k'.repeat(300), 'header'],
    ])('refuses a kid that is %s', async (_, kid, expected) => {
      const pair = { ...rsa, kid: kid as string };
      const content = unsigned({ alg: 'RS256', typ: 'at+jwt', ...(kid !== undefined && { kid }) });
      expect(pair.alg).toBe('RS256');
      expect(await flaw(`${content}.${'A'.repeat(86)}`)).toBe(expected);
    });

    it('refuses a kid of a megabyte before decoding it', async () => {
      const content = unsigned({ alg: 'RS256', typ: 'at+jwt', kid: 'k'.repeat(1_000_000) });
      expect(await flaw(`${content}.${'A'.repeat(86)}`)).toBe('form');
    });

    it('refuses two keys of one id', async () => {
      const other = await signingPair('RS256', 'rsa-1');
      provider.keys = [rsa.jwk, other.jwk];
      expect(await flaw(await signToken(rsa, claims))).toBe('key');
      provider.keys = [rsa.jwk, ec.jwk, ed.jwk];
    });

    it.each(['JWT', 'vote.v1', 'policy.cleared.v1', 'dpop+jwt', undefined, ['at+jwt']])(
      'refuses typ `%s`',
      async (typ) => {
        expect(await flaw(await signToken(rsa, claims, { typ }))).toMatch(/^(typ|form)$/);
      },
    );

    it.each([
      ['iss', 'https://evil.example.com', 'iss'],
      ['iss', undefined, 'iss'],
      ['aud', 'urn:countersign:other', 'aud'],
      ['aud', ['urn:countersign:other'], 'aud'],
      ['aud', { 'urn:countersign:test': true }, 'aud'],
      ['aud', undefined, 'aud'],
      ['exp', Math.floor(now / 1000) - 6, 'expired'],
      ['exp', undefined, 'claims'],
      ['exp', String(Math.floor(now / 1000) + 60), 'claims'],
      ['nbf', Math.floor(now / 1000) + 60, 'time'],
      ['iat', Math.floor(now / 1000) + 60, 'time'],
      ['iat', Math.floor(now / 1000) - 4000, 'expired'],
      ['iat', undefined, 'claims'],
      ['sub', undefined, 'claims'],
      ['sub', '', 'claims'],
      ['sub', ['person-7'], 'claims'],
      ['sub', { id: 'person-7' }, 'claims'],
      ['jti', undefined, 'claims'],
      ['jti', 7, 'claims'],
      ['client_id', undefined, 'claims'],
      ['client_id', true, 'claims'],
      ['scope', ['access:request'], 'claims'],
      ['scope', 'access:request  access:read', 'claims'],
      ['scope', { 'access:request': true }, 'claims'],
      ['act', 'agent-1', 'claims'],
      ['act', { sub: ['agent-1'] }, 'claims'],
      ['act', null, 'claims'],
    ])('refuses %s = %j', async (claim, value, expected) => {
      expect(await flaw(await signToken(rsa, { ...claims, [claim]: value }))).toBe(expected);
    });

    it('refuses a chain of actors longer than anybody intends', async () => {
      const nest = (depth: number): object => ({
        sub: `a-${depth}`,
        ...(depth > 1 && { act: nest(depth - 1) }),
      });
      expect(await flaw(await signToken(rsa, { ...claims, act: nest(4) }))).toBe('accepted');
      expect(await flaw(await signToken(rsa, { ...claims, act: nest(5) }))).toBe('act');
    });

    it.each(['', 'x', 'a.b', 'a.b.c.d', 'é.é.é', 'e30.e30.', '{"payload":""}'])(
      'refuses `%s`',
      async (token) => {
        expect(await flaw(token)).toBe('form');
      },
    );

    it('refuses padding and other base64 in place of base64url', async () => {
      const token = await signToken(ed, claims);
      expect(await flaw(`${token}==`)).toBe('form');
      expect(await flaw(token.replace('.', '=.'))).toBe('form');
      expect(await flaw(`${token} `)).toBe('form');
    });
  });
});
