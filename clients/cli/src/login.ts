import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oauth from 'oauth4webapi';
import { LoginFailed } from './cli.errors.js';

/** How a person logs in: at which provider, as which public client, for which service. */
export interface LoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly resource: string;
  readonly scope: string;
  /** Brings the person to this address, e.g. prints it or opens a browser. */
  readonly visit: (url: URL) => Promise<void> | void;
  /** Redirect addresses the client is registered with; a loopback address of any port by default (RFC 8252). */
  readonly port?: number;
  /** How long the person may take, ms. Default: five minutes. */
  readonly withinMs?: number;
}

/** A provider on this machine may answer over plain HTTP; nobody else may. */
const insecureOnlyHere = (issuer: string) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname)
    ? { [oauth.allowInsecureRequests]: true }
    : {};

/** How long a person may take to log in, ms. */
const patienceMs = 5 * 60_000;
/** What a token of RFC 6750 is made of; nothing else is printed. */
const printable = /^[\w.~+/=-]+$/;

/** Waits for the browser to come back with our own `state`: any other visitor is sent away and ends nothing. */
function awaitRedirect(server: Server, state: string, withinMs: number): Promise<URL> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new LoginFailed('nobody logged in in time; start again')),
      withinMs,
    );
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const ours = url.pathname === '/callback' && url.searchParams.get('state') === state;
      response.writeHead(ours ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' });
      response.end(ours ? 'You can close this page and go back to the terminal.\n' : 'Nothing is here.\n');
      if (!ours) return;
      clearTimeout(timer);
      resolve(url);
    });
    server.once('close', () => clearTimeout(timer));
  });
}

/** Logs a person in by authorization code with PKCE (RFC 7636, RFC 8252) and returns her access token. Throws {@link LoginFailed}. */
export async function login(options: LoginOptions): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  try {
    return await exchange(
      options,
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    );
  } catch (cause) {
    if (cause instanceof LoginFailed) throw cause;
    throw new LoginFailed('the login did not lead to a token; start it again', { cause });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function exchange(options: LoginOptions, server: Server, redirectUri: string): Promise<string> {
  const issuer = new URL(options.issuer);
  const insecure = insecureOnlyHere(options.issuer);
  const provider = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, insecure),
  );
  const client: oauth.Client = { client_id: options.clientId };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const redirected = awaitRedirect(server, state, options.withinMs ?? patienceMs);
  redirected.catch(() => undefined);
  await options.visit(await authorizationUrl(provider, options, redirectUri, verifier, state));
  const parameters = oauth.validateAuthResponse(provider, client, await redirected, state);
  const response = await oauth.authorizationCodeGrantRequest(
    provider,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    {
      ...insecure,
      additionalParameters: { resource: options.resource },
    },
  );
  const { access_token: token } = await oauth.processAuthorizationCodeResponse(provider, client, response);
  if (!printable.test(token)) throw new LoginFailed('the provider gave something that is no token');
  return token;
}

async function authorizationUrl(
  provider: oauth.AuthorizationServer,
  { clientId, scope, resource }: LoginOptions,
  redirectUri: string,
  verifier: string,
  state: string,
): Promise<URL> {
  const url = new URL(provider.authorization_endpoint as string);
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    resource,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url;
}
