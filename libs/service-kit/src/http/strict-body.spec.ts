import { codeOfRaw, json, post, problem } from '../../test/http-client.js';
import { type ListeningApp, listeningApp } from '../../test/listening-app.js';
import { ThingController } from '../../test/thing.controller.js';

describe('bodies and queries', () => {
  let app: ListeningApp;
  beforeAll(async () => {
    app = await listeningApp([ThingController]);
  });
  afterAll(() => app.close());

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
      expect(await problem(post(app, body, json, '/things/any'))).toMatchObject({
        status: 400,
        code: 'MALFORMED_JSON',
      });
      expect(({} as Record<string, unknown>).admin).toBeUndefined();
    });

    it.each([262_145, 1_048_577])('refuses a body of %i bytes', async (size) => {
      const body = `"${'x'.repeat(size - 2)}"`;
      expect(await problem(post(app, body, json, '/things/any'))).toMatchObject({
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
      expect((await post(app, `"${'x'.repeat(262_142)}"`, json, '/things/any')).status).toBe(201);
    });
  });

  describe('V04: assignment of what is not the sender’s', () => {
    it.each(['status', 'approvedBy', 'personId', 'owner', 'tenant', 'epoch', 'notAfter'])(
      'refuses `%s`',
      async (name) => {
        const body = JSON.stringify({ beneficiary: 'person:1001', [name]: 'x' });
        expect(await problem(post(app, body))).toMatchObject({
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
      expect(await problem(post(app, body))).toMatchObject({ code: 'SCHEMA_VIOLATION' });
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
});
