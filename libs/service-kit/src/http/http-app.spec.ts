import { Controller, Get } from '@nestjs/common';
import { problem, post } from '../../test/http-client.js';
import { type ListeningApp, listeningApp } from '../../test/listening-app.js';
import { ThingController } from '../../test/thing.controller.js';
import { Public, RequireScope } from './index.js';

describe('the HTTP edge', () => {
  let app: ListeningApp;
  beforeAll(async () => {
    app = await listeningApp([ThingController], { statuses: { GONE: 410 } });
  });
  afterAll(() => app.close());

  it('listens on this machine only', () => {
    expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('gives a handler the value and the exact bytes', async () => {
    const body = ' {"beneficiary" : "person:1001"}\n';
    const response = await post(app, body, { 'content-type': 'application/cloudevents+json; charset=UTF-8' });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ body: { beneficiary: 'person:1001' }, bytes: body.length });
  });

  it('says nothing about its make, and forbids keeping, framing and guessing', async () => {
    const { headers } = await fetch(`${app.url}/things/7`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect((await fetch(`${app.url}/nothing`)).headers.get('cache-control')).toBe('no-store');
  });

  describe('problems', () => {
    it('404 for an unknown path, 405 with Allow for a known one', async () => {
      expect(await problem(fetch(`${app.url}/nothing`))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
      const response = await fetch(`${app.url}/things`, { method: 'DELETE' });
      expect(response.headers.get('allow')).toBe('GET, POST');
      expect(await problem(response)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' });
    });

    it('400 for a path that cannot be decoded', async () => {
      expect(await problem(fetch(`${app.url}/things/%FF`))).toMatchObject({
        status: 400,
        code: 'MALFORMED_URL',
      });
    });

    it('the status of a code that the service listed', async () => {
      expect(await problem(fetch(`${app.url}/things/gone`))).toMatchObject({
        status: 410,
        detail: 'it is gone',
      });
    });

    it('500 without inner text for everything else, with the cause in the log', async () => {
      const body = await problem(fetch(`${app.url}/things/broken`));
      expect(body).toMatchObject({ status: 500, code: 'INTERNAL' });
      expect(JSON.stringify(body)).not.toMatch(/hunter|inside|UNLISTED|deeper/);
      const line = app.lines.find(({ message }) => message === 'request failed');
      expect(line).toMatchObject({ level: 'error', code: 'INTERNAL', fields: { route: '/things/broken' } });
      expect(line?.fields?.error).toMatchObject({ code: 'UNLISTED', cause: { message: 'deeper' } });
      expect(JSON.stringify(line)).not.toContain('hunter22');
    });

    it('422 with the place, for what fits no schema', async () => {
      expect(await problem(post(app, '{"beneficiary":7}'))).toMatchObject({
        status: 422,
        code: 'SCHEMA_VIOLATION',
        errors: [{ pointer: '/beneficiary' }],
      });
    });
  });

  it('answers HEAD with headers only', async () => {
    const response = await fetch(`${app.url}/nothing`, { method: 'HEAD' });
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });
});

describe('the start', () => {
  it('fails when a route declares nothing, naming it', async () => {
    @Controller('open')
    class ForgottenController {
      @Get()
      forgotten() {
        return {};
      }
    }
    await expect(listeningApp([ThingController, ForgottenController])).rejects.toMatchObject({
      code: 'UNGUARDED_ROUTE',
      details: { handlers: ['ForgottenController.forgotten'] },
    });
  });

  it('fails when a route needs a scope and nobody verifies tokens', async () => {
    @Controller('closed')
    class ClosedController {
      @Get()
      @RequireScope('access:read')
      closed() {
        return {};
      }
    }
    await expect(listeningApp([ClosedController])).rejects.toMatchObject({ code: 'UNGUARDED_ROUTE' });
  });

  it('does not let a route declare two kinds of access', () => {
    expect(() => {
      class Twice {
        @Public()
        @RequireScope('access:read')
        both() {
          return {};
        }
      }
      return Twice;
    }).toThrow('declares its access twice');
  });

  it('knows every route and who may call it', async () => {
    const app = await listeningApp([ThingController]);
    expect(
      app.http.routes.map(
        ({ handler, method, path, access }) => `${method} ${path} ${handler} ${access?.kind}`,
      ),
    ).toEqual([
      'POST /things ThingController.submit public',
      'POST /things/any ThingController.any public',
      'POST /things/once ThingController.once public',
      'GET /things ThingController.list public',
      'GET /things/slow ThingController.slow public',
      'GET /things/broken ThingController.broken public',
      'GET /things/gone ThingController.gone public',
      'GET /things/:id ThingController.one public',
    ]);
    await app.close();
  });

  it('fails with a reason when the port is taken', async () => {
    const first = await listeningApp([ThingController]);
    const second = await listeningApp([ThingController]);
    await expect(second.http.listen({ port: first.port })).rejects.toThrow();
    await first.close();
    await second.close();
  });
});

describe('the end', () => {
  it('finishes what is under way, takes nothing new, and does not wait for idle connections', async () => {
    const app = await listeningApp([ThingController]);
    await fetch(`${app.url}/things/7`);
    const slow = fetch(`${app.url}/things/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const began = Date.now();
    const closed = app.close();
    expect(app.readiness.isReady()).toBe(false);
    expect(await (await slow).json()).toEqual({ done: true });
    await closed;
    expect(Date.now() - began).toBeLessThan(4000);
    await expect(fetch(`${app.url}/things/7`)).rejects.toThrow();
  });

  it('cuts what does not finish', async () => {
    const app = await listeningApp([ThingController], { limits: { drainMs: 100 } });
    const slow = fetch(`${app.url}/things/slow`);
    slow.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await app.close();
    await expect(slow).rejects.toThrow();
  });
});

describe('health', () => {
  it('tells live from ready, and nothing else', async () => {
    let well = false;
    const app = await listeningApp([ThingController], { limits: { perAddress: 1 } });
    app.readiness.register({
      name: 'database',
      check: () => (well ? Promise.resolve() : Promise.reject(new TypeError('password of postgres'))),
    });
    expect(await (await fetch(`${app.url}/health/live`)).json()).toEqual({ status: 'live' });
    const response = await fetch(`${app.url}/health/ready`);
    const body = await response.text();
    expect(response.status).toBe(503);
    expect(body).toContain('"NOT_READY"');
    expect(body).not.toMatch(/database|postgres/);
    well = true;
    for (let tries = 0; tries < 50 && !app.readiness.isReady(); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await (await fetch(`${app.url}/health/ready`)).json()).toEqual({ status: 'ready' });
    app.readiness.limitedBy(() => 'clocks differ'); // what takes away is still to be sent here
    const limited = await fetch(`${app.url}/health/ready`);
    expect([limited.status, await limited.json()]).toEqual([
      200,
      { status: 'ready', grants: 'stopped: clocks differ' },
    ]);
    expect((await fetch(`${app.url}/health/ready`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${app.url}/health/secrets`)).status).toBe(404);
    await app.close();
  });
});
