import { gzipSync } from 'node:zlib';
import { webhookHeader } from '@countersign/source';
import { loadSigningKey } from '@countersign/statement/sign';
import { postEvent, type Publisher, signWebhook } from '@countersign/source';
import { hostileJson } from './intake/hostile-json.js';
import { call, outcome } from './intake/http-call.js';
import { publisherOf } from './intake/people.js';
import { powerOf, quarantinedFor, requestsFor, takenIn } from './intake/request-store.js';
import { eventOf, freshId, signedCall, webhookSecret } from './intake/webhook.js';
import { eventually } from './system/eventually.js';
import { about, addressOf, secret } from './system/running-system.js';
import { servicesIn } from './system/traces.js';

/** A person whom nobody has spoken of before. */
const run = freshId();
const someone = (name: string) => `person:${run}-${name}`;
const seconds = () => Math.floor(Date.now() / 1_000);
const url = `${addressOf('request')}/events`;

describe('an event that comes by HTTP (F14)', () => {
  it('is taken in once; sent again and signed anew it is known', async () => {
    const event = eventOf();
    const body = JSON.stringify(event);
    const first = await call(signedCall(body));
    expect([first.status, first.body]).toEqual([202, { event: expect.any(String), fresh: true }]);
    expect(await takenIn(String(event['id']))).toEqual([`itsm:${String(event['id'])} unsigned`]);
    const again = await call(signedCall(body, { at: seconds() + 1 }));
    expect([again.status, again.body['fresh']]).toEqual([202, false]);
  });

  it('is refused when the very same message comes again', async () => {
    const message = signedCall(JSON.stringify(eventOf()));
    expect(outcome(await call(message))).toBe('202');
    expect(outcome(await call(message))).toBe('409 WEBHOOK_REPLAYED');
    const copies = signedCall(JSON.stringify(eventOf()));
    const parallel = await Promise.all(Array.from({ length: 10 }, () => call(copies)));
    expect(parallel.map(outcome).sort()).toEqual([
      '202',
      ...Array.from({ length: 9 }, () => '409 WEBHOOK_REPLAYED'),
    ]);
  });

  it('is refused under a known id when it says something else (F09)', async () => {
    const event = eventOf();
    await call(signedCall(JSON.stringify(event)));
    const other = JSON.stringify({ ...event, data: { at: '2026-01-01T00:00:00.000Z' } });
    expect(outcome(await call(signedCall(other)))).toBe('409 DUPLICATE_ID');
  });

  describe('is refused, and nothing of it is kept, when', () => {
    const event = eventOf();
    const body = JSON.stringify(event);
    const right = signedCall(body);
    const header = (value: string | readonly string[]) => ({
      ...right,
      headers: { ...right.headers, [webhookHeader]: value },
    });
    const mac = right.headers[webhookHeader]?.split('v1=')[1] ?? '';
    const without = { ...right, headers: { 'content-type': 'application/cloudevents+json' } };
    const twice = right.headers[webhookHeader] ?? '';

    it.each([
      ['the signature is missing', '401 WEBHOOK_UNSIGNED', without],
      [
        'the signature stands in the query',
        '401 WEBHOOK_UNSIGNED',
        { ...without, path: `/events?${webhookHeader}=${encodeURIComponent(twice)}` },
      ],
      [
        'the signature is older than 5 minutes',
        '401 WEBHOOK_STALE',
        signedCall(body, { at: seconds() - 301 }),
      ],
      [
        'the signature is more than 1 minute ahead',
        '401 WEBHOOK_STALE',
        signedCall(body, { at: seconds() + 90 }),
      ],
      [
        "the signature is by another source's secret",
        '401 WEBHOOK_SIGNATURE_WRONG',
        signedCall(body, { source: 'hr' }),
      ],
      [
        'the time was changed afterwards',
        '401 WEBHOOK_SIGNATURE_WRONG',
        header(`t=${seconds() - 60},v1=${mac}`),
      ],
      [
        'the signature is over other bytes',
        '401 WEBHOOK_SIGNATURE_WRONG',
        header(signWebhook(webhookSecret('itsm'), '{}', seconds())),
      ],
      [
        'the body was written anew',
        '401 WEBHOOK_SIGNATURE_WRONG',
        { ...right, body: JSON.stringify(event, null, 1) },
      ],
      [
        'its members were put in another order',
        '401 WEBHOOK_SIGNATURE_WRONG',
        { ...right, body: JSON.stringify(Object.fromEntries(Object.entries(event).reverse())) },
      ],
      [
        'the signature has capital letters',
        '401 WEBHOOK_SIGNATURE_MALFORMED',
        header(`t=${seconds()},v1=${mac.toUpperCase()}`),
      ],
      [
        'the signature is of another version',
        '401 WEBHOOK_SIGNATURE_MALFORMED',
        header(`t=${seconds()},v0=${mac}`),
      ],
      [
        'the signature is cut',
        '401 WEBHOOK_SIGNATURE_MALFORMED',
        header(`t=${seconds()},v1=${mac.slice(1)}`),
      ],
      ['there are two signatures in one', '401 WEBHOOK_SIGNATURE_MALFORMED', header(`${twice}, ${twice}`)],
      ['the header comes twice', '400 REFUSED_HEADERS', header([twice, twice])],
      [
        'the body is compressed',
        '415 ENCODED_BODY',
        { ...right, body: gzipSync(body), headers: { ...right.headers, 'content-encoding': 'gzip' } },
      ],
      [
        'the body is said to be compressed',
        '415 ENCODED_BODY',
        { ...right, headers: { ...right.headers, 'content-encoding': 'identity' } },
      ],
      [
        'the body is no JSON by its type',
        '415 UNSUPPORTED_MEDIA_TYPE',
        { ...right, headers: { ...right.headers, 'content-type': 'text/plain' } },
      ],
      [
        'the body is too large',
        '413 BODY_TOO_LARGE',
        signedCall(JSON.stringify({ ...event, data: { at: 'x'.repeat(270_000) } })),
      ],
      [
        'nobody of this name sends',
        '401 UNKNOWN_SOURCE',
        signedCall(JSON.stringify({ ...event, source: 'crm' })),
      ],
      [
        'the source is named like a member of every object',
        '422 SCHEMA_VIOLATION',
        signedCall(JSON.stringify({ ...event, source: '__proto__' })),
      ],
      [
        'the type is unknown',
        '422 UNKNOWN_TYPE',
        signedCall(JSON.stringify({ ...event, type: 'worker.promoted.v1' })),
      ],
      [
        'the type is for another source to send',
        '403 TYPE_NOT_FOR_SOURCE',
        signedCall(JSON.stringify({ ...event, type: 'worker.hired.v1' })),
      ],
      [
        'the type is a statement of ours',
        '422 UNKNOWN_TYPE',
        signedCall(JSON.stringify({ ...event, type: 'policy.cleared.v1' })),
      ],
      [
        'the data has a member more',
        '422 SCHEMA_VIOLATION',
        signedCall(JSON.stringify({ ...event, data: { at: '2026-01-01T00:00:00.000Z', power: true } })),
      ],
      [
        'it has an extension that we do not know',
        '422 SCHEMA_VIOLATION',
        signedCall(JSON.stringify({ ...event, approvedby: 'person:1002' })),
      ],
    ])('%s', async (_, expected, message) => {
      const answer = await call(message);
      expect(outcome(answer)).toBe(expected);
      expect(answer.contentType).toMatch(/^application\/problem\+json/);
      expect(await takenIn(String(event['id']))).toEqual([]);
    });

    it.each(Object.entries(hostileJson(body)))('its body has %s (V01)', async (_, hostile) => {
      const signature = signWebhook(webhookSecret('itsm'), hostile, seconds());
      const answer = await call({
        ...right,
        body: hostile,
        headers: { ...right.headers, [webhookHeader]: signature },
      });
      expect(outcome(answer)).toBe('400 MALFORMED_JSON');
      expect(await takenIn(String(event['id']))).toEqual([]);
    });
  });
});

describe('an event that comes by Kafka and by HTTP', () => {
  let itsm: Publisher;
  beforeAll(async () => void (itsm = await publisherOf('itsm')));
  afterAll(() => itsm.close());

  const wish = (beneficiary: string) => ({
    ...{ id: freshId(), type: 'access.requested.v1' },
    data: {
      ...{ requester: beneficiary, beneficiary, reason: 'as agreed' },
      items: [{ entitlement: 'erp:report:run', scope: {} }],
    },
  });
  const http = () => ({
    url,
    source: 'itsm',
    deployment: about().deployment,
    secret: webhookSecret('itsm'),
    attempts: 1,
  });

  it('has one effect, however often and whichever way it comes', async () => {
    const [byKafka, byHttp] = [wish(someone('kafka')), wish(someone('http'))];
    await itsm.publishAll([byKafka, byKafka]);
    await eventually(
      'the first to have its effect',
      async () => (await requestsFor(someone('kafka'))).length > 0,
    );
    expect((await postEvent(http(), byKafka)).answer).toMatchObject({ fresh: false });

    expect((await postEvent(http(), byHttp)).answer).toMatchObject({ fresh: true });
    const last = wish(someone('last'));
    await itsm.publishAll([byHttp, byKafka, last]);
    await eventually(
      'the last to have its effect',
      async () => (await requestsFor(someone('last'))).length > 0,
    );
    expect((await requestsFor(someone('kafka'))).length).toBe(1);
    expect((await requestsFor(someone('http'))).length).toBe(1);
    expect(await quarantinedFor(byKafka.id)).toEqual([]);
    expect(await quarantinedFor(byHttp.id)).toEqual([]);
  });

  it('is one trace from its source on, and tells which request it became, also by HTTP', async () => {
    const { traceparent, answer } = await postEvent(http(), wish(someone('traced')));
    const requests = await eventually('the wish to be known', async () => {
      const found = await requestsFor(someone('traced'));
      return found.length > 0 && found;
    });
    expect(answer).toEqual({ event: expect.any(String), fresh: true, request: requests[0]?.id });
    const both = ['policy', 'request']; // each sends its spans when it is its time
    await eventually('both to have been traced', async () => {
      const seen = await servicesIn(traceparent);
      return both.every((service) => seen.includes(service));
    });
  });

  it('is set aside and reported when the same id says something else (F09)', async () => {
    const first = wish(someone('first'));
    await postEvent(http(), first);
    await itsm.publish({ ...wish(someone('second')), id: first.id });
    await eventually('it to be set aside', async () => (await quarantinedFor(first.id)).length > 0);
    expect(await quarantinedFor(first.id)).toEqual(['DUPLICATE_ID']);
    expect(await requestsFor(someone('second'))).toEqual([]);
    await expect(postEvent(http(), { ...wish(someone('second')), id: first.id })).rejects.toMatchObject({
      code: 'DELIVERY_REFUSED',
      details: { status: 409 },
    });
  });
});

describe('a fact that gives power', () => {
  const hire = (worker: string) => ({
    ...{ id: freshId(), type: 'worker.hired.v1' },
    data: {
      ...{ worker, effective: '2026-01-01T00:00:00.000Z', department: 'e2e', job: 'nothing', manager: null },
      accounts: [],
    },
  });
  const http = {
    url,
    source: 'hr',
    deployment: about().deployment,
    secret: webhookSecret('hr'),
    attempts: 1,
  };

  it('gives it only under the signature of its source; HMAC and a login to the broker are not enough', async () => {
    const [bare, own] = [hire(someone('bare')), hire(someone('own'))];
    const signingKey = await loadSigningKey(JSON.parse(secret(about().secrets.signingKeys['hr'])));
    await postEvent(http, bare);
    await postEvent({ ...http, signingKey }, own);
    expect(await powerOf('hr', bare.id)).toBe(false);
    expect(await powerOf('hr', own.id)).toBe(true);
    const known = await Promise.all([bare, own].map(({ id }) => takenIn(id)));
    expect(known).toEqual([[`hr:${bare.id} unsigned`], [`hr:${own.id}`]]);
  });

  it('is refused with the signature of another', async () => {
    const signingKey = await loadSigningKey(JSON.parse(secret(about().secrets.signingKeys['policy'])));
    const forged = hire(someone('forged'));
    await expect(postEvent({ ...http, signingKey }, forged)).rejects.toMatchObject({
      details: { status: 422 },
    });
    expect(await powerOf('hr', forged.id)).toBeUndefined();
    expect(await takenIn(forged.id)).toEqual([]);
  });
});
