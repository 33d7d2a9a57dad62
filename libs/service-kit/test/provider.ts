import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose';

// real servers, on a machine that may be busy
jest.setTimeout(30_000);

/** What an OpenID provider of a test answers; each field may be changed while it runs. */
export interface Provider {
  readonly issuer: string;
  /** Requests seen, by path. */
  readonly seen: string[];
  keys: JWK[];
  discovery: Record<string, unknown>;
  /** Answers in place of the usual, when set. */
  answer?: (
    path: string,
  ) => { status: number; headers?: Record<string, string>; body?: string | Buffer } | 'silence';
  stop(): Promise<void>;
}

/** A real HTTP server with discovery document and key set. */
export async function startProvider(): Promise<Provider> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    const special = provider.answer?.(path);
    if (special === 'silence') return;
    if (special) response.writeHead(special.status, special.headers).end(special.body);
    else if (path === '/jwks') response.end(JSON.stringify({ keys: provider.keys }));
    else if (path === '/.well-known/openid-configuration') response.end(JSON.stringify(provider.discovery));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider: Provider = {
    issuer,
    seen,
    keys: [],
    discovery: { issuer, jwks_uri: `${issuer}/jwks` },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return provider;
}

export interface SigningPair {
  readonly alg: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

export async function signingPair(alg: string, kid: string, options: object = {}): Promise<SigningPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** Claims of a good token of `person-7` for this audience. */
export const goodClaims = (issuer: string, nowMs: number): Record<string, unknown> => ({
  iss: issuer,
  aud: 'urn:countersign:test',
  sub: 'person-7',
  client_id: 'console',
  jti: 'token-1',
  iat: Math.floor(nowMs / 1000) - 10,
  exp: Math.floor(nowMs / 1000) + 290,
  scope: 'access:request access:read',
});

/** Signs any claims under any header; what is undefined is left out. */
export function signToken(
  pair: Pick<SigningPair, 'alg' | 'kid' | 'privateKey'>,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const full = { alg: pair.alg, kid: pair.kid, typ: 'at+jwt', ...header };
  const kept = Object.fromEntries(Object.entries(full).filter(([, value]) => value !== undefined));
  return new SignJWT(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)))
    .setProtectedHeader(kept as { alg: string })
    .sign(pair.privateKey);
}
