import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outcomeOf } from '@countersign/testing';
import { login } from './login.js';

let provider: Server;
let issuer: string;
let token: string;
beforeAll(async () => {
  provider = createServer((request, response) => {
    const json = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/.well-known/openid-configuration')
      return json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` });
    return json({ access_token: token, token_type: 'bearer' });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});
afterAll(() => void provider.close());
beforeEach(() => {
  token = 'a.b.c';
});

const asHerself = { clientId: 'console', resource: 'urn:x', scope: 'openid' };
const visitWith = (answers: (state: string) => readonly string[]) => async (url: URL) => {
  const back = url.searchParams.get('redirect_uri') ?? '';
  for (const query of answers(url.searchParams.get('state') ?? '')) {
    const response = await fetch(`${back}?${query}`);
    statuses.push(response.status);
  }
};
let statuses: number[] = [];
beforeEach(() => {
  statuses = [];
});

describe('logging in', () => {
  it('gives the token, though strangers knock at the address where the browser comes back', async () => {
    const visit = visitWith((state) => [
      '',
      'state=guessed&code=evil',
      'error=access_denied',
      `state=${state}&code=mine`,
    ]);
    expect(await login({ ...asHerself, issuer, visit })).toBe('a.b.c');
    expect(statuses).toEqual([404, 404, 404, 200]);
  });

  it('ends when nobody comes back in time', async () => {
    const visit = () => undefined;
    expect(await outcomeOf(() => login({ ...asHerself, issuer, visit, withinMs: 50 }))).toBe(
      'CLI_LOGIN_FAILED',
    );
  });

  it('ends when the provider refuses, or gives what is no token', async () => {
    const refused = visitWith((state) => [`state=${state}&error=access_denied`]);
    expect(await outcomeOf(() => login({ ...asHerself, issuer, visit: refused }))).toBe('CLI_LOGIN_FAILED');
    token = 'a\u001b[2J';
    const accepted = visitWith((state) => [`state=${state}&code=mine`]);
    expect(await outcomeOf(() => login({ ...asHerself, issuer, visit: accepted }))).toBe('CLI_LOGIN_FAILED');
  });
});
