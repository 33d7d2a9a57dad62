import { Controller, type ExecutionContext, Get, Post } from '@nestjs/common';
import { type ListeningApp, listeningApp } from '../../test/listening-app.js';
import {
  type Provider,
  type SigningPair,
  goodClaims,
  signToken,
  signingPair,
  startProvider,
} from '../../test/provider.js';
import { AccessGuard } from './access.guard.js';
import { type Caller, CurrentCaller, Public, RequireScope, createTokenVerifier } from './index.js';

@RequireScope('access:read')
@Controller('things')
class GuardedController {
  @Get()
  list(@CurrentCaller() caller: Caller) {
    return caller;
  }
  @Post()
  @RequireScope('access:request')
  submit(@CurrentCaller() caller: Caller) {
    return { by: caller.subject };
  }
  @Post('hook')
  @Public()
  hook() {
    return { open: true };
  }
  @Get('confused')
  @Public()
  confused(@CurrentCaller() caller: Caller) {
    return caller;
  }
}

const systemClock = { now: () => Date.now() };

describe('access to routes', () => {
  let provider: Provider;
  let app: ListeningApp;
  let pair: SigningPair;

  beforeAll(async () => {
    provider = await startProvider();
    pair = await signingPair('ES256', 'ec-1');
    provider.keys = [pair.jwk];
    const verifier = createTokenVerifier({
      issuer: provider.issuer,
      audience: 'urn:countersign:test',
      clock: systemClock,
      retryMs: 0,
    });
    app = await listeningApp([GuardedController], { verifier, limits: { perCaller: 5 } });
  });
  afterAll(async () => {
    await app.close();
    await provider.stop();
  });

  const token = (claims: Record<string, unknown> = {}): Promise<string> =>
    signToken(pair, { ...goodClaims(provider.issuer, Date.now()), ...claims });
  const call = (authorization: string | undefined, method = 'GET', path = '/things') =>
    fetch(`${app.url}${path}`, { method, headers: authorization === undefined ? {} : { authorization } });
  const challenge = (response: Response): string => response.headers.get('www-authenticate') ?? '';

  it('lets a token with the scope in, and tells the handler who calls', async () => {
    const response = await call(`Bearer ${await token({ sub: 'agent-9', act: { sub: 'tool' } })}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      subject: 'agent-9',
      actors: [{ subject: 'tool' }],
      isClient: false,
    });
    expect((await call(`bearer ${await token({ sub: 'p-2' })}`, 'POST')).status).toBe(201);
  });

  it('401 without a token, with a bare challenge', async () => {
    const response = await call(undefined);
    expect(response.status).toBe(401);
    expect(challenge(response)).toBe('Bearer realm="countersign"');
    expect(await response.json()).toMatchObject({ code: 'TOKEN_MISSING' });
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b', 'Token x', 'Bearer a,Bearer b'])(
    '401 for `authorization: %s`',
    async (authorization) => {
      const response = await call(authorization);
      expect(response.status).toBe(401);
      expect(challenge(response)).toBe(
        'Bearer realm="countersign", error="invalid_token", error_description="form"',
      );
    },
  );

  it('401 for a token that is refused, saying which kind of flaw and nothing of the token', async () => {
    const bad = await token({ aud: 'urn:countersign:other' });
    const response = await call(`Bearer ${bad}`);
    expect(challenge(response)).toContain('error="invalid_token", error_description="aud"');
    const body = await response.text();
    expect(body).toContain('"TOKEN_REFUSED"');
    expect(body).not.toContain('person-7');
    expect(JSON.stringify(app.lines)).not.toContain(bad.slice(-20));
  });

  it('takes no token from the query or from a body', async () => {
    expect((await fetch(`${app.url}/things?access_token=${await token()}`)).status).toBe(401);
    const body = JSON.stringify({ access_token: await token() });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${app.url}/things`, { method: 'POST', body, headers })).status).toBe(401);
  });

  it('403 without the scope of the route, naming it', async () => {
    const response = await call(
      `Bearer ${await token({ sub: 'p-3', scope: 'access:read access:requests' })}`,
      'POST',
    );
    expect(response.status).toBe(403);
    expect(challenge(response)).toBe(
      'Bearer realm="countersign", error="insufficient_scope", scope="access:request"',
    );
  });

  it('503 with Retry-After while the provider cannot be asked', async () => {
    provider.answer = () => ({ status: 500 });
    const unknown = await signToken({ ...pair, kid: 'other' }, goodClaims(provider.issuer, Date.now()));
    const verifier = createTokenVerifier({ issuer: provider.issuer, audience: 'x', clock: systemClock });
    const second = await listeningApp([GuardedController], { verifier });
    const response = await fetch(`${second.url}/things`, { headers: { authorization: `Bearer ${unknown}` } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ code: 'IDENTITY_PROVIDER_UNAVAILABLE' });
    provider.answer = undefined;
    await second.close();
  });

  it('leaves public routes open, where nobody counts as logged in', async () => {
    expect((await call(undefined, 'POST', '/things/hook')).status).toBe(201);
    expect((await call('Bearer nonsense', 'POST', '/things/hook')).status).toBe(201);
    expect((await call(undefined, 'GET', '/things/confused')).status).toBe(401);
  });

  it('does not believe a caller in the body or on the request', async () => {
    const body = JSON.stringify({ caller: { subject: 'admin', scopes: ['access:request'] } });
    const response = await fetch(`${app.url}/things`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', caller: 'admin' },
    });
    expect(response.status).toBe(401);
  });

  it('429 with Retry-After for one caller who asks too often, others go on', async () => {
    const busy = `Bearer ${await token({ sub: 'busy' })}`;
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await call(busy)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const response = await call(busy);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect((await call(`Bearer ${await token({ sub: 'calm' })}`)).status).toBe(200);
  });
});

describe('the guard by itself', () => {
  class Forgotten {
    handler() {
      return 'reached';
    }
  }
  const execution = (type: string, controller: object = Forgotten): ExecutionContext =>
    ({
      getType: () => type,
      getClass: () => controller,
      getHandler: () => Forgotten.prototype.handler,
      switchToHttp: () => ({ getRequest: () => ({ headers: {} }), getResponse: () => ({}) }),
    }) as unknown as ExecutionContext;
  const verifier = { verify: () => Promise.reject(new TypeError('not reached')) };

  it('keeps closed what declares nothing, even if the start did not notice', async () => {
    const guard = new AccessGuard(verifier, 10);
    await expect(guard.canActivate(execution('http'))).rejects.toMatchObject({ code: 'UNGUARDED_ROUTE' });
    await expect(guard.canActivate(execution('ws'))).rejects.toMatchObject({ code: 'UNGUARDED_ROUTE' });
  });

  it('keeps closed what needs a scope while nobody can verify tokens', async () => {
    const guard = new AccessGuard(undefined, 10);
    await expect(guard.canActivate(execution('http', GuardedController))).rejects.toMatchObject({
      code: 'UNGUARDED_ROUTE',
    });
  });

  it('leaves records of Kafka to their signatures', async () => {
    await expect(new AccessGuard(undefined, 10).canActivate(execution('rpc'))).resolves.toBe(true);
  });
});

describe('requests of one address', () => {
  it('are limited before anything else is done with them, health excepted', async () => {
    const app = await listeningApp([GuardedController], {
      limits: { perAddress: 3 },
      verifier: { verify: () => Promise.reject(new TypeError('not reached')) },
    });
    const hook = (headers: Record<string, string> = {}) =>
      fetch(`${app.url}/things/hook`, { method: 'POST', headers });
    for (let i = 0; i < 3; i++) expect((await hook()).status).toBe(201);
    expect((await hook()).status).toBe(429);
    expect((await hook({ 'x-forwarded-for': '10.0.0.9' })).status).toBe(429);
    expect((await fetch(`${app.url}/nothing`)).status).toBe(429);
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    await app.close();
  });

  it('are told apart behind a proxy that is trusted', async () => {
    const app = await listeningApp([GuardedController], {
      limits: { perAddress: 1 },
      trustedProxies: ['127.0.0.1'],
      verifier: { verify: () => Promise.reject(new TypeError('not reached')) },
    });
    const from = async (address: string): Promise<number> =>
      (await fetch(`${app.url}/things/hook`, { method: 'POST', headers: { 'x-forwarded-for': address } }))
        .status;
    expect(await from('10.0.0.1')).toBe(201);
    expect(await from('10.0.0.2')).toBe(201);
    expect(await from('10.0.0.1')).toBe(429);
    await app.close();
  });
});
