import { Body, Controller, Get, Param, Post, Query, RawBody } from '@nestjs/common';
import { CountersignError, validator } from '@countersign/contracts';
import { Type } from 'typebox';
import { type ListeningApp, listeningApp } from '../../test/listening-app.js';
import { IdempotencyKey, Public, RequireScope, checked } from './index.js';

class Unlisted extends CountersignError {
  readonly code = 'UNLISTED';
  readonly retriable = false;
}
class Gone extends CountersignError {
  readonly code = 'GONE';
  readonly retriable = false;
}

const submit = validator(
  'request',
  Type.Object(
    {
      beneficiary: Type.String({ pattern: '^person:' }),
      urgent: Type.Optional(Type.Boolean()),
      items: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: false },
  ),
);
const page = validator(
  'query',
  Type.Object({ cursor: Type.Optional(Type.String()) }, { additionalProperties: false }),
);

@Public()
@Controller('things')
class ThingController {
  @Post()
  submit(@Body(checked(submit)) body: unknown, @RawBody() raw: Buffer) {
    return { body, bytes: raw.length };
  }
  @Post('any')
  any(@Body() body: unknown) {
    return { kind: typeof body };
  }
  @Post('once')
  once(@IdempotencyKey() key: string) {
    return { key };
  }
  @Get()
  list(@Query(checked(page)) query: unknown) {
    return query;
  }
  @Get('slow')
  async slow() {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { done: true };
  }
  @Get('broken')
  broken() {
    throw new Unlisted('password=hunter22 inside', { cause: new TypeError('deeper') });
  }
  @Get('gone')
  gone() {
    throw new Gone('it is gone');
  }
  @Get(':id')
  one(@Param('id') id: string) {
    return { id };
  }
}

const json = { 'content-type': 'application/json' };

describe('the HTTP edge', () => {
  let app: ListeningApp;
  beforeAll(async () => {
    const limits = { bodyTimeoutMs: 300, headersTimeoutMs: 500, requestTimeoutMs: 1000 };
    app = await listeningApp([ThingController], { limits, statuses: { GONE: 410 } });
  });
  afterAll(() => app.close());

  const post = (body: BodyInit, headers: Record<string, string> = json, path = '/things') =>
    fetch(`${app.url}${path}`, { method: 'POST', body, headers });
  const problem = async (response: Response | Promise<Response>) => {
    const answer = await response;
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const body = (await answer.json()) as Record<string, any>;
    expect(body).toMatchObject({
      status: answer.status,
      type: expect.stringMatching(/^urn:countersign:problem:/),
    });
    return body;
  };
  const codeOfRaw = (answer: string): string => /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? answer;
  const rawPost = (headers: string, body = '{}'): Promise<string> =>
    app.raw(
      `POST /things/any HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );

  it('listens on this machine only', () => {
    expect(app.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it('gives a handler the value and the exact bytes', async () => {
    const body = ' {"beneficiary" : "person:1001"}\n';
    const response = await post(body, { 'content-type': 'application/cloudevents+json; charset=UTF-8' });
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
      expect(line?.fields.error).toMatchObject({ code: 'UNLISTED', cause: { message: 'deeper' } });
      expect(JSON.stringify(line)).not.toContain('hunter22');
    });

    it('422 with the place, for what fits no schema', async () => {
      expect(await problem(post('{"beneficiary":7}'))).toMatchObject({
        status: 422,
        code: 'SCHEMA_VIOLATION',
        errors: [{ pointer: '/beneficiary' }],
      });
    });
  });

  describe('V01: JSON with more than one meaning, or without end', () => {
    it.each([
      ['__proto__', '{"__proto__":{"admin":true}}'],
      ['__proto__ in escapes', '{"\\u005f_proto__":{"admin":true}}'],
      ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
      ['a duplicate key', '{"beneficiary":"person:1","beneficiary":"person:2"}'],
      ['a duplicate key in escapes', '{"a":1,"\\u0061":2}'],
      ['a byte order mark', '\ufeff{}'],
      ['trailing data', '{} {}'],
      ['a trailing comma', '{"a":1,}'],
      ['a comment', '{/* */}'],
      ['NaN', '{"a":NaN}'],
      ['a lone surrogate', '{"a":"\\ud800"}'],
      ['depth 10^4', '['.repeat(10_000) + ']'.repeat(10_000)],
      ['1e400', '{"a":1e400}'],
      ['-0', '{"a":-0}'],
      ['2^53+1', '{"a":9007199254740993}'],
      ['nothing but spaces', '   '],
      ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
      ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ])('refuses %s', async (_, body) => {
      expect(await problem(post(body, json, '/things/any'))).toMatchObject({
        status: 400,
        code: 'MALFORMED_JSON',
      });
      expect(({} as Record<string, unknown>).admin).toBeUndefined();
    });

    it.each([262_145, 1_048_577])('refuses a body of %i bytes', async (size) => {
      const body = `"${'x'.repeat(size - 2)}"`;
      expect(await problem(post(body, json, '/things/any'))).toMatchObject({
        status: 413,
        code: 'BODY_TOO_LARGE',
      });
    });

    it('refuses a body that says it has a gigabyte, before any of it came', async () => {
      const answer = await app.raw(
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1073741824\r\n\r\n',
      );
      expect(codeOfRaw(answer)).toBe('BODY_TOO_LARGE');
    });

    it('refuses a chunked body that never ends, soon', async () => {
      const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
      const head =
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
      expect(codeOfRaw(await app.raw(head + chunk.repeat(40)))).toBe('BODY_TOO_LARGE');
    });

    it('takes a body of exactly the limit', async () => {
      expect((await post(`"${'x'.repeat(262_142)}"`, json, '/things/any')).status).toBe(201);
    });
  });

  describe('V04: assignment of what is not the sender’s', () => {
    it.each(['status', 'approvedBy', 'personId', 'owner', 'tenant', 'epoch', 'notAfter'])(
      'refuses `%s`',
      async (name) => {
        const body = JSON.stringify({ beneficiary: 'person:1001', [name]: 'x' });
        expect(await problem(post(body))).toMatchObject({
          code: 'SCHEMA_VIOLATION',
          detail: expect.stringContaining(name),
        });
      },
    );
  });

  describe('V05: juggled types', () => {
    it.each([
      ['a list for a text', '{"beneficiary":["person:1001"]}'],
      ['an object for an id', '{"beneficiary":{"$ne":""}}'],
      ['a text for a switch', '{"beneficiary":"person:1","urgent":"true"}'],
      ['a number for a switch', '{"beneficiary":"person:1","urgent":1}'],
      ['a text for a list', '{"beneficiary":"person:1","items":"a"}'],
      ['null', '{"beneficiary":null}'],
      ['a list for the whole', '[]'],
      ['null for the whole', 'null'],
    ])('refuses %s', async (_, body) => {
      expect(await problem(post(body))).toMatchObject({ code: 'SCHEMA_VIOLATION' });
    });

    it('refuses nothing at all', async () => {
      expect(await problem(fetch(`${app.url}/things`, { method: 'POST' }))).toMatchObject({
        code: 'SCHEMA_VIOLATION',
      });
    });

    it.each(['cursor=a&cursor=b', 'cursor=a&%63ursor=b', 'cursor=%ZZ', 'cursor=a&cursor'])(
      'refuses the query `%s`',
      async (query) => {
        expect(await problem(fetch(`${app.url}/things?${query}`))).toMatchObject({ code: 'MALFORMED_URL' });
      },
    );

    it.each(['cursor[]=a', 'cursor[a]=b', '__proto__[cursor]=a'])(
      'reads no structure into the query `%s`',
      async (query) => {
        expect(await problem(fetch(`${app.url}/things?${query}`))).toMatchObject({
          code: 'SCHEMA_VIOLATION',
        });
      },
    );
  });

  describe('headers', () => {
    it.each([
      ['text/plain', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/x-www-form-urlencoded', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/jsonp', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/cloudevents-batch+json', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/json; charset=utf-16', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/json; charset=utf-7', 'UNSUPPORTED_MEDIA_TYPE'],
      ['application/json, text/plain', 'UNSUPPORTED_MEDIA_TYPE'],
    ])('refuses content type %s', async (type, code) => {
      expect(await problem(post('{}', { 'content-type': type }))).toMatchObject({ status: 415, code });
    });

    it('refuses a body without a type', async () => {
      expect(codeOfRaw(await rawPost(''))).toBe('UNSUPPORTED_MEDIA_TYPE');
    });

    it.each(['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', ''])(
      'refuses content encoding `%s`',
      async (encoding) => {
        const answer = await rawPost(`content-type: application/json\r\ncontent-encoding: ${encoding}\r\n`);
        expect(codeOfRaw(answer)).toBe('ENCODED_BODY');
        expect(answer).toMatch(/^HTTP\/1\.1 415 /);
      },
    );

    it.each([
      'content-type: application/json\r\nContent-Type: text/plain\r\n',
      'content-type: application/json\r\nauthorization: Bearer a\r\nAuthorization: Bearer b\r\n',
      'content-type: application/json\r\nidempotency-key: 12345678\r\nidempotency-key: 12345678\r\n',
      'content-type: application/json\r\ncountersign-signature: a\r\ncountersign-signature: a\r\n',
      'content-type: application/json\r\nhost: y\r\n',
      'content-type: application/json\r\nce-id: 1\r\nCE-ID: 2\r\n',
    ])('refuses a critical header sent twice: %j', async (headers) => {
      const answer = await rawPost(headers);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(codeOfRaw(answer)).toMatch(/^(REFUSED_HEADERS|MALFORMED_REQUEST)$/);
    });

    it.each([
      ['two lengths', 'content-type: application/json\r\ncontent-length: 2\r\n'],
      ['a length and chunks', 'content-type: application/json\r\ntransfer-encoding: chunked\r\n'],
      ['a folded header', 'content-type: application/json\r\n ; charset=utf-8\r\n'],
      ['a space before the colon', 'content-type : application/json\r\n'],
      ['a bare line feed', 'content-type: application/json\nx: y\r\n'],
    ])('refuses what two parsers read differently: %s', async (_, headers) => {
      expect(await rawPost(headers)).toMatch(/^HTTP\/1\.1 4\d\d /);
    });

    it('V07: refuses a header of a megabyte, and more headers than anybody sends', async () => {
      expect(
        codeOfRaw(
          await app.raw(`GET /things/7 HTTP/1.1\r\nhost: x\r\nx-big: ${'a'.repeat(1_000_000)}\r\n\r\n`),
        ),
      ).toBe('HEADERS_TOO_LARGE');
      const many = Array.from({ length: 150 }, (_, at) => `x-${at}: a\r\n`).join('');
      expect(
        codeOfRaw(await app.raw(`GET /things/7 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${many}\r\n`)),
      ).toBe('REFUSED_HEADERS');
    });

    it('refuses a request without a host and one that is no HTTP', async () => {
      expect(await app.raw('GET /things/7 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
      expect(codeOfRaw(await app.raw('\x16\x03\x01\x02\x00\x01\r\n\r\n'))).toBe('MALFORMED_REQUEST');
    });

    it('refuses a body on GET', async () => {
      const answer = await app.raw(
        'GET /things/7 HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}',
      );
      expect(codeOfRaw(answer)).toBe('UNEXPECTED_BODY');
    });

    it('hands a good idempotency key to the handler and refuses others', async () => {
      const once = (key?: string) =>
        fetch(`${app.url}/things/once`, { method: 'POST', headers: key ? { 'idempotency-key': key } : {} });
      expect(await (await once('key-12345678')).json()).toEqual({ key: 'key-12345678' });
      expect(await problem(once())).toMatchObject({ status: 400, code: 'BAD_IDEMPOTENCY_KEY' });
      expect(await problem(once('short'))).toMatchObject({ code: 'BAD_IDEMPOTENCY_KEY' });
    });
  });

  describe('V07: slow senders', () => {
    it('get 408 for a body that does not come, and lose the connection', async () => {
      const answer = await app.raw(
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"',
      );
      expect(codeOfRaw(answer)).toBe('BODY_TIMEOUT');
      expect(answer).toMatch(/connection: close/i);
    });

    it('get 408 for headers that do not come', async () => {
      expect(codeOfRaw(await app.raw('GET /things/7 HTTP/1.1\r\nhost: x\r\nx-slow: '))).toBe(
        'REQUEST_TIMEOUT',
      );
    }, 10_000);

    it('do not hold up anybody else, and may go away in the middle', async () => {
      const half =
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{';
      const slow = Array.from({ length: 20 }, () => app.raw(half, { waitMs: 50 }));
      expect((await fetch(`${app.url}/things/7`)).status).toBe(200);
      await Promise.all(slow);
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
    expect(Date.now() - began).toBeLessThan(2000);
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
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${app.url}/health/ready`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${app.url}/health/secrets`)).status).toBe(404);
    await app.close();
  });
});
