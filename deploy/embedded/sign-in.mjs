// Getting tokens from the demonstration's OpenID provider without a browser, by the same steps a browser and a client
// go through. For tests, the guided demonstration and the CLI.
import { createHash, randomBytes } from 'node:crypto';
import { SignInFailedError } from './errors.mjs';
import { PERSON_SCOPES, SYSTEM_SCOPES } from './openid-audience.mjs';

/** The cookies of one sign-in, per path as the provider sets them. */
class CookieJar {
  /** @type {Map<string, { value: string, path: string }>} */
  #cookies = new Map();

  /** @param {Response} response */
  take(response) {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const path = attributes.find((a) => a.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
      this.#cookies.set(`${path} ${pair.slice(0, at)}`, { value: pair, path });
    }
  }

  /** @param {URL} url */
  for(url) {
    return [...this.#cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ value }) => value)
      .join('; ');
  }
}

/**
 * Authorization code with PKCE for a person.
 * @param {{ issuer: string, login: string, password: string, clientId?: string, scope?: string }} options
 * @returns {Promise<{ accessToken: string, expiresIn: number }>} seconds
 * @throws {SignInFailedError} when login or password is wrong
 */
export async function signInPerson({
  issuer,
  login,
  password,
  clientId = 'countersign-console',
  scope = `openid ${PERSON_SCOPES}`,
}) {
  const verifier = randomBytes(32).toString('base64url');
  const redirect = 'http://127.0.0.1/callback';
  const state = randomBytes(12).toString('base64url');
  const question = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirect,
    scope,
    state,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const answer = await walk(
    new URL(`${issuer}/auth?${question}`),
    new URLSearchParams({ login, password }),
    redirect,
  );
  const code = answer.searchParams.get('code');
  if (code === null || answer.searchParams.get('state') !== state)
    throw new SignInFailedError(
      `the provider answered ${answer.searchParams.get('error') ?? 'without a code'}`,
    );
  return requestToken(
    issuer,
    {},
    {
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
    },
  );
}

/** Follows the provider's redirects, filling in the sign-in form on the way. @param {URL} start @param {URLSearchParams} form @param {string} redirect */
async function walk(start, form, redirect) {
  const jar = new CookieJar();
  let url = start;
  let filled = false;
  for (let step = 0; step < 10; step++) {
    /** @type {boolean} */
    const atForm = url.pathname.startsWith('/sign-in/') && !filled;
    /** @type {Response} */
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: jar.for(url) },
      ...(atForm ? { method: 'POST', body: form } : {}),
    });
    await response.arrayBuffer();
    filled ||= atForm;
    jar.take(response);
    const location = response.headers.get('location');
    if (location === null) throw new SignInFailedError(`sign-in was refused with status ${response.status}`);
    url = new URL(location, url);
    if (url.href.startsWith(redirect)) return url;
  }
  throw new SignInFailedError('sign-in went in a circle');
}

/**
 * Client credentials for a system.
 * @param {{ issuer: string, clientId: string, clientSecret: string, scope?: string }} options
 * @returns {Promise<{ accessToken: string, expiresIn: number }>} seconds
 * @throws {SignInFailedError}
 */
export function signInSystem({ issuer, clientId, clientSecret, scope = SYSTEM_SCOPES }) {
  const credentials = Buffer.from(
    `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`,
  ).toString('base64');
  return requestToken(
    issuer,
    { authorization: `Basic ${credentials}` },
    { grant_type: 'client_credentials', scope },
  );
}

/** @param {string} issuer @param {Record<string, string>} headers @param {Record<string, string>} form */
async function requestToken(issuer, headers, form) {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  });
  /** @type {any} */
  const body = await response.json();
  if (!response.ok) throw new SignInFailedError(`no token: ${body.error}: ${body.error_description ?? ''}`);
  return { accessToken: body.access_token, expiresIn: body.expires_in };
}
