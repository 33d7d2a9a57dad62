// Process: the demonstration's OpenID provider (`oidc-provider`). Settings by environment:
// HTTP_PORT, OPENID_ISSUER, OPENID_CLIENT (the people's public client), OPENID_CLIENTS_FILE, OPENID_PEOPLE_FILE,
// OPENID_KEYS_FILE; HTTP_HOST, default 127.0.0.1. What it knows of sessions is lost when it ends.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { SettingInvalidError } from './errors.mjs';
import { configuration } from './openid-configuration.mjs';
import { signInPage } from './openid-page.mjs';
import { People } from './openid-people.mjs';
import { requestUrl } from './request-url.mjs';

/** Largest form that is read, bytes. */
const LARGEST_FORM = 4_096;

/** @param {string} name @returns {string} */
function setting(name) {
  const value = process.env[name];
  if (!value) throw new SettingInvalidError(name, 'is not set');
  return value;
}

/** @param {string} name @returns {any} */
const jsonFile = (name) => JSON.parse(readFileSync(setting(name), 'utf8'));

/** @param {import('node:http').IncomingMessage} request @returns {Promise<URLSearchParams | null>} null when it is too large */
async function readForm(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_FORM) return null;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} html */
function sendPage(response, status, html) {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  response.end(html);
}

/**
 * The sign-in page. The provider's own cookie, bound to this path and SameSite, says whose sign-in it is.
 * @param {Provider} provider @param {People} people
 * @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response
 */
async function signIn(provider, people, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const client = String(params.client_id);
  if (request.method === 'GET') return sendPage(response, 200, signInPage(client));
  if (request.method !== 'POST') return sendPage(response, 405, signInPage(client));
  const form = await readForm(request);
  if (form === null) return sendPage(response, 413, signInPage(client, 'This form is too large.'));
  const login = form.get('login') ?? '';
  const answer = people.check(login, form.get('password') ?? '');
  if (answer === 'too-many')
    return sendPage(response, 429, signInPage(client, 'Too many attempts: wait a minute.'));
  if (answer === 'no') return sendPage(response, 401, signInPage(client, 'Login or password is wrong.'));
  return provider.interactionFinished(request, response, { login: { accountId: login } });
}

function main() {
  const people = new People(setting('OPENID_PEOPLE_FILE'));
  const provider = new Provider(
    setting('OPENID_ISSUER'),
    configuration({
      keys: jsonFile('OPENID_KEYS_FILE'),
      consoleClient: setting('OPENID_CLIENT'),
      systems: jsonFile('OPENID_CLIENTS_FILE'),
      cookieKey: randomBytes(32).toString('base64url'),
      exists: (login) => people.exists(login),
    }),
  );
  const standard = provider.callback();
  const server = createServer((request, response) => {
    const url = requestUrl(request);
    if (url === null) return sendPage(response, 400, signInPage('', 'This address cannot be read.'));
    const { pathname } = url;
    if (pathname === '/health/ready' || pathname === '/health/live')
      return void response.end('{"status":"up"}');
    if (!pathname.startsWith('/sign-in/')) return void standard(request, response);
    signIn(provider, people, request, response).catch((error) => {
      console.error(`sign-in failed: ${error.name}: ${error.message}`);
      if (!response.headersSent)
        sendPage(response, 400, signInPage('', 'This sign-in has expired: start again.'));
    });
  });
  for (const signal of ['SIGTERM', 'SIGINT'])
    process.once(signal, () => server.close(() => process.exit(0)).closeAllConnections());
  server.listen(Number(setting('HTTP_PORT')), process.env.HTTP_HOST ?? '127.0.0.1');
}

main();
