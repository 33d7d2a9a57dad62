import { generateKeyPairSync, createHash, verify } from 'node:crypto';
import { loadSigningKey } from '@countersign/statement/sign';
import { toKafkaHeaders, toStructuredJson } from './cloud-event.js';
import { type SourceEvent, type Speaker, contentId, eventProblems, prepareEvent } from './prepare-event.js';

const clock = { now: () => Date.UTC(2026, 10, 23, 8) };
const itsm: Speaker = { source: 'itsm', deployment: 'test', clock };
const left: SourceEvent = {
  type: 'worker.left.v1',
  data: { worker: 'person:1001', effective: '2026-11-30T17:00:00.000Z' },
};

const problemsOf = (change: Partial<SourceEvent>) => eventProblems({ ...left, ...change });

describe('an event', () => {
  it('is completed: subject, key, time, an id made of its content', async () => {
    const event = await prepareEvent(left, itsm);
    expect(event).toMatchObject({
      source: 'itsm',
      subject: 'person:1001',
      key: 'person:1001',
      time: '2026-11-23T08:00:00.000Z',
      signature: null,
    });
    expect(event.id).toBe(contentId('worker.left.v1', Buffer.from(JSON.stringify(left.data))));
    expect(event.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('keeps its id when it is said again, and has another when it says something else', async () => {
    const [first, again] = [await prepareEvent(left, itsm), await prepareEvent(left, itsm)];
    const other = await prepareEvent(
      { ...left, data: { worker: 'person:1002', effective: '2026-11-30T17:00:00.000Z' } },
      itsm,
    );
    expect(again.id).toBe(first.id);
    expect(other.id).not.toBe(first.id);
  });

  it('keeps a wish and its withdrawal on one partition', async () => {
    const data = { by: 'person:1001', reason: 'not needed', event: 'REQ-7' };
    const wish = {
      requester: 'person:1001',
      beneficiary: 'person:1001',
      items: [{ role: 'role:clerk', scope: {} }],
      reason: 'work',
    };
    expect((await prepareEvent({ type: 'access.withdrawn.v1', data }, itsm)).key).toBe('REQ-7');
    expect((await prepareEvent({ type: 'access.requested.v1', id: 'REQ-7', data: wish }, itsm)).key).toBe(
      'REQ-7',
    );
  });

  it.each<[string, Partial<SourceEvent>, RegExp]>([
    [
      'a type that nobody knows',
      { type: 'worker.fired.v1' },
      /^type `worker.fired.v1` is unknown, known are access/,
    ],
    [
      'a member too many',
      { data: { ...(left.data as object), salary: 1 } },
      /^`data` has an unknown member `salary`$/,
    ],
    ['a member too few', { data: { worker: 'person:1001' } }, /^`data` lacks `effective`$/],
    [
      'a person who is none',
      { data: { worker: '1001', effective: '2026-11-30T17:00:00Z' } },
      /must be a natural person/,
    ],
    [
      'a day that does not exist',
      { data: { worker: 'person:1', effective: '2026-02-30T00:00:00Z' } },
      /no date$/,
    ],
    ['an id with a blank', { id: 'a b' }, /^`id` does not have the form/],
    ['a local time', { time: '2026-11-23T08:00:00+01:00' }, /^`time` does not have the form/],
    ['a trace of zeros', { traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01` }, /^`traceparent`/],
    ['no data', { data: undefined }, /^`data` must be object$/],
    ['more data than is carried', { data: { worker: 'x'.repeat(50_000) } }, /has 50013 bytes, at most 49152/],
  ])('is refused for %s', async (_, change, sentence) => {
    expect(problemsOf(change)).toEqual([expect.stringMatching(sentence)]);
    await expect(prepareEvent({ ...left, ...change }, itsm)).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      retriable: false,
    });
  });

  it('names everything that is wrong at once', () => {
    expect(problemsOf({ id: '', subject: 'ä', data: { effective: 1 } })).toHaveLength(4);
  });
});

describe('a signed event', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'hr-1' };
  const b64 = (text: string) => Buffer.from(text, 'base64url');

  // checked with node:crypto alone, as somebody else's verifier would
  it('binds every attribute and the digest of the data', async () => {
    const hr = { source: 'hr', deployment: 'test', clock, signingKey: await loadSigningKey(jwk) };
    const event = await prepareEvent(left, hr);
    const [header = '', payload = '', signature = ''] = (event.signature ?? '').split('.');
    expect(JSON.parse(b64(header).toString())).toEqual({
      alg: 'Ed25519',
      kid: 'hr-1',
      typ: 'worker.left.v1',
    });
    expect(JSON.parse(b64(payload).toString())).toEqual({
      dep: 'test',
      id: event.id,
      source: 'hr',
      type: 'worker.left.v1',
      subject: 'person:1001',
      time: '2026-11-23T08:00:00.000Z',
      digest: createHash('sha256').update(event.bytes).digest('base64url'),
    });
    expect(verify(null, Buffer.from(`${header}.${payload}`), publicKey, b64(signature))).toBe(true);
  });

  it('travels as headers and bytes on Kafka, and with its very bytes in JSON', async () => {
    const hr = { source: 'hr', deployment: 'test', clock, signingKey: await loadSigningKey(jwk) };
    const event = await prepareEvent({ ...left, id: 'hr-1' }, hr);
    expect(toKafkaHeaders(event)).toEqual({
      ce_specversion: '1.0',
      ce_id: 'hr-1',
      ce_type: 'worker.left.v1',
      ce_source: 'hr',
      ce_subject: 'person:1001',
      ce_time: '2026-11-23T08:00:00.000Z',
      ce_signature: event.signature,
      'content-type': 'application/json',
      traceparent: event.traceparent,
    });
    const structured = JSON.parse(toStructuredJson(event)) as Record<string, string>;
    expect(structured).not.toHaveProperty('data');
    expect(Buffer.from(structured.data_base64 ?? '', 'base64')).toEqual(event.bytes);
    expect(JSON.parse(toStructuredJson({ ...event, signature: null }))).toMatchObject({
      data: left.data,
      specversion: '1.0',
    });
  });
});
