import { codeOfRaw, post, problem } from '../../test/http-client.js';
import { type ListeningApp, listeningApp } from '../../test/listening-app.js';
import { ThingController } from '../../test/thing.controller.js';

describe('hostile requests', () => {
  let app: ListeningApp;
  beforeAll(async () => {
    app = await listeningApp([ThingController]);
  });
  afterAll(() => app.close());

  const rawPost = (headers: string, body = '{}'): Promise<string> =>
    app.raw(
      `POST /things/any HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );

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
      expect(await problem(post(app, '{}', { 'content-type': type }))).toMatchObject({ status: 415, code });
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

    it('refuses a transfer encoding beside chunked', async () => {
      const head =
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n';
      const body = 'transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n';
      expect(codeOfRaw(await app.raw(head + body))).toBe('ENCODED_BODY');
    });

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
    let hurried: ListeningApp;
    beforeAll(async () => {
      const limits = { bodyTimeoutMs: 300, headersTimeoutMs: 500, requestTimeoutMs: 3000 };
      hurried = await listeningApp([ThingController], { limits });
    });
    afterAll(() => hurried.close());

    it('get 408 for a body that does not come, and lose the connection', async () => {
      const answer = await hurried.raw(
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"',
      );
      expect(codeOfRaw(answer)).toBe('BODY_TIMEOUT');
      expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
      expect(answer).toMatch(/connection: close/i);
    });

    it('get 408 for headers that do not come', async () => {
      expect(codeOfRaw(await hurried.raw('GET /things/7 HTTP/1.1\r\nhost: x\r\nx-slow: '))).toBe(
        'REQUEST_TIMEOUT',
      );
    }, 10_000);

    it('do not hold up anybody else, and may go away in the middle', async () => {
      const half =
        'POST /things/any HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{';
      const slow = Array.from({ length: 20 }, () => hurried.raw(half, { waitMs: 50 }));
      expect((await fetch(`${hurried.url}/things/7`)).status).toBe(200);
      await Promise.all(slow);
    });
  });
});
