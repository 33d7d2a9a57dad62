import {
  type Provider,
  type SigningPair,
  goodClaims,
  signToken,
  signingPair,
  startProvider,
} from '../../test/provider.js';
import {
  IdentityProviderUnavailable,
  TokenRefused,
  type TokenVerifier,
  createTokenVerifier,
} from './index.js';

const audience = 'urn:countersign:test';
const now = Date.now();
const clock = { now: () => now };

describe('the provider of access tokens', () => {
  let provider: Provider;
  let verifier: TokenVerifier;
  let rsa: SigningPair;
  let ec: SigningPair;
  let claims: Record<string, unknown>;

  beforeAll(async () => {
    provider = await startProvider();
    [rsa, ec] = await Promise.all([signingPair('RS256', 'rsa-1'), signingPair('ES256', 'ec-1')]);
    provider.keys = [rsa.jwk, ec.jwk];
    claims = goodClaims(provider.issuer, now);
  });
  afterAll(() => provider.stop());
  beforeEach(() => {
    verifier = createTokenVerifier({ issuer: provider.issuer, audience, clock, retryMs: 0 });
  });

  const flaw = (token: string): Promise<unknown> =>
    verifier.verify(token).catch((error: unknown) => (error instanceof TokenRefused ? error.flaw : error));

  it('is asked for its keys once, and again for an unknown key only after the cool-down', async () => {
    const asked = (): number => provider.seen.filter((path) => path === '/jwks').length;
    const before = asked();
    const good = await signToken(rsa, claims);
    await Promise.all([verifier.verify(good), verifier.verify(good)]);
    for (let i = 0; i < 5; i++)
      expect(await flaw(await signToken(rsa, claims, { kid: `new-${i}` }))).toBe('key');
    expect(asked() - before).toBe(1);
  });

  it('may rotate its keys', async () => {
    const quick = createTokenVerifier({ issuer: provider.issuer, audience, clock, cooldownMs: 0 });
    await quick.verify(await signToken(rsa, claims));
    const next = await signingPair('RS256', 'rsa-2');
    provider.keys = [rsa.jwk, next.jwk];
    await expect(quick.verify(await signToken(next, claims))).resolves.toMatchObject({
      subject: 'person-7',
    });
    provider.keys = [rsa.jwk, ec.jwk];
  });

  it('being down lets nobody in, is told apart from a bad token, and heals', async () => {
    const good = await signToken(rsa, claims);
    provider.answer = () => ({ status: 500 });
    await expect(verifier.verify(good)).rejects.toBeInstanceOf(IdentityProviderUnavailable);
    provider.answer = undefined;
    await expect(verifier.verify(good)).resolves.toMatchObject({ subject: 'person-7' });
  });

  it('being down after its keys were had is no trouble for tokens with known keys, whatever junk comes between', async () => {
    const quick = createTokenVerifier({ issuer: provider.issuer, audience, clock, cooldownMs: 0 });
    const good = await signToken(rsa, claims);
    await quick.verify(good);
    provider.answer = () => ({ status: 500 });
    await expect(quick.verify(await signToken(rsa, claims, { kid: 'junk' }))).rejects.toBeInstanceOf(
      IdentityProviderUnavailable,
    );
    await expect(quick.verify(good)).resolves.toMatchObject({ subject: 'person-7' });
    provider.answer = undefined;
  });

  it('is left alone for a while after it failed', async () => {
    const patient = createTokenVerifier({ issuer: provider.issuer, audience, clock, retryMs: 1000 });
    const good = await signToken(rsa, claims);
    provider.answer = () => ({ status: 500 });
    const before = provider.seen.length;
    for (let i = 0; i < 5; i++)
      await expect(patient.verify(good)).rejects.toBeInstanceOf(IdentityProviderUnavailable);
    expect(provider.seen.length - before).toBe(1);
    provider.answer = undefined;
  });

  it.each<[string, (path: string) => string]>([
    ['a discovery document of somebody else', () => '{"issuer":"https://evil.example.com"}'],
    ['no document at all', () => 'null'],
    ['no keys', (path) => (path === '/jwks' ? '{"keys":{}}' : JSON.stringify(provider.discovery))],
  ])('is left alone for a while after it answered with %s', async (_, body) => {
    const patient = createTokenVerifier({
      issuer: provider.issuer,
      audience,
      clock,
      retryMs: 1000,
      cooldownMs: 0,
    });
    const good = await signToken(rsa, claims);
    provider.answer = (path) => ({ status: 200, body: body(path) });
    await expect(patient.verify(good)).rejects.toBeInstanceOf(IdentityProviderUnavailable);
    const before = provider.seen.length;
    for (let i = 0; i < 5; i++)
      await expect(patient.verify(good)).rejects.toBeInstanceOf(IdentityProviderUnavailable);
    expect(provider.seen.length - before).toBe(0);
    provider.answer = undefined;
  });

  const document = (): string => JSON.stringify(provider.discovery);
  const keySet = (): string => JSON.stringify({ keys: provider.keys });
  const onKeys =
    (answer: () => ReturnType<NonNullable<Provider['answer']>>): NonNullable<Provider['answer']> =>
    (path) => {
      if (path === '/jwks') return answer();
      return { status: 200, body: path === '/elsewhere' ? keySet() : document() };
    };

  it.each<[string, NonNullable<Provider['answer']>]>([
    ['redirects', () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } })],
    ['redirects for its keys', onKeys(() => ({ status: 302, headers: { location: '/elsewhere' } }))],
    ['answers with something else', () => ({ status: 200, body: 'null' })],
    ['answers with no keys', onKeys(() => ({ status: 200, body: '{"keys":{}}' }))],
    ['answers with broken JSON', onKeys(() => ({ status: 200, body: '{' }))],
    [
      'names two issuers',
      (path) => ({
        status: 200,
        body: path === '/jwks' ? keySet() : document().replace('{', '{"issuer":"https://evil.example.com",'),
      }),
    ],
    [
      'answers with keys and far too much else',
      onKeys(() => ({ status: 200, body: keySet() + ' '.repeat(300_000) })),
    ],
    ['does not answer', () => 'silence'],
    ['does not answer for its keys', onKeys(() => 'silence')],
  ])('that %s lets nobody in', async (_, answer) => {
    const quick = createTokenVerifier({ issuer: provider.issuer, audience, clock, timeoutMs: 200 });
    provider.answer = answer;
    await expect(quick.verify(await signToken(rsa, claims))).rejects.toBeInstanceOf(
      IdentityProviderUnavailable,
    );
    provider.answer = undefined;
  });

  it('that points to keys at another origin, real ones even, is not followed there', async () => {
    const other = await startProvider();
    other.keys = provider.keys;
    const usual = provider.discovery;
    provider.discovery = { ...usual, jwks_uri: `${other.issuer}/jwks` };
    await expect(verifier.verify(await signToken(rsa, claims))).rejects.toBeInstanceOf(
      IdentityProviderUnavailable,
    );
    expect(other.seen).toEqual([]);
    provider.discovery = usual;
    await other.stop();
  });

  it('may keep its keys elsewhere when the operator says where', async () => {
    const other = await startProvider();
    other.keys = provider.keys;
    const options = { issuer: provider.issuer, audience, clock, jwksUri: `${other.issuer}/jwks` };
    const caller = await createTokenVerifier(options).verify(await signToken(rsa, claims));
    expect(caller.subject).toBe('person-7');
    expect(() => createTokenVerifier({ ...options, jwksUri: 'http://169.254.169.254/jwks' })).toThrow(
      IdentityProviderUnavailable,
    );
    await other.stop();
  });

  it.each<[string, string]>([
    ['another issuer', 'issuer'],
    ['V06: keys at the metadata address', 'http://169.254.169.254/jwks'],
    ['V06: keys at another port of this machine', 'http://127.0.0.1:5432/jwks'],
    ['V06: keys at a decimal address', 'http://2130706433:5432/jwks'],
    ['V06: keys at a mapped address', 'http://[::ffff:127.0.0.1]/jwks'],
    ['V06: keys in a file', 'file:///etc/passwd'],
    ['keys at another site', 'https://evil.example.com/jwks'],
  ])('that names %s lets nobody in', async (_, uri) => {
    const usual = provider.discovery;
    provider.discovery =
      uri === 'issuer' ? { ...usual, issuer: 'https://evil.example.com' } : { ...usual, jwks_uri: uri };
    await expect(verifier.verify(await signToken(rsa, claims))).rejects.toBeInstanceOf(
      IdentityProviderUnavailable,
    );
    provider.discovery = usual;
  });

  it.each(['http://login.example.com', 'http://169.254.169.254', 'ftp://127.0.0.1', 'nonsense'])(
    'cannot be configured as %s',
    (issuer) => {
      expect(() => createTokenVerifier({ issuer, audience, clock })).toThrow(IdentityProviderUnavailable);
    },
  );
});
