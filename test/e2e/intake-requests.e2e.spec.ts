import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { Publisher } from '@countersign/source';
import { hostileJson } from './intake/hostile-json.js';
import { type Answer, call, outcome } from './intake/http-call.js';
import { publisherOf, type SignedIn, signedIn, tokenOfLogin, tokenOfSystem } from './intake/people.js';
import { requestsFor } from './intake/request-store.js';
import { freshId } from './intake/webhook.js';
import { addressOf } from './system/running-system.js';

const run = freshId();
/** A person whom nobody has spoken of before. */
const someone = (name: string) => `person:${run}-${name}`;
const report = { entitlement: 'erp:report:run', scope: {} };
const wishFor = (beneficiary: string, change: object = {}) =>
  JSON.stringify({ beneficiary, items: [report], reason: 'for the audit', ...change });

let hr: Publisher;
let ada: SignedIn;
let ben: SignedIn;
let nobody: string;

beforeAll(async () => {
  hr = await publisherOf('hr');
  ada = await signedIn(hr, `${run}-ada`);
  ben = await signedIn(hr, `${run}-ben`);
  nobody = await tokenOfLogin(`login-${run}-stranger`);
});
afterAll(() => hr.close());

interface Asking {
  readonly as?: string;
  readonly key?: string | readonly string[] | null;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly path?: string;
}

function ask({
  as = ada.token,
  key = freshId(),
  body,
  headers,
  path = '/requests',
}: Asking): Promise<Answer> {
  return call({
    ...{ path, body },
    headers: {
      ...{ authorization: `Bearer ${as}`, 'content-type': 'application/json' },
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...headers,
    },
  });
}
const story = (as: string, request: unknown) =>
  call({ method: 'GET', path: `/requests/${String(request)}`, headers: { authorization: `Bearer ${as}` } });

describe('asking for access', () => {
  it('is done in the name of the token, and told to whom it concerns', async () => {
    const beneficiary = someone('first');
    const answer = await ask({ body: wishFor(beneficiary) });
    expect(answer).toMatchObject({ status: 202, body: { fresh: true } });
    expect(await requestsFor(beneficiary)).toMatchObject([{ requester: ada.person, source: ada.person }]);
    const told = await story(ada.token, answer.body['request']);
    expect([told.status, told.body['request']]).toEqual([200, answer.body['request']]);
    expect(outcome(await story(ben.token, answer.body['request']))).toBe('404 REQUEST_NOT_FOUND');
  });

  it('once, with one key: the same again is the same, another one is refused', async () => {
    const [key, beneficiary] = [freshId(), someone('once')];
    const first = await ask({ key, body: wishFor(beneficiary) });
    const again = await ask({ key, body: wishFor(beneficiary) });
    expect(again.body).toEqual({ ...first.body, fresh: false });
    for (const change of [
      { reason: 'for another' },
      { items: [{ ...report, entitlement: 'erp:masters:read' }] },
    ])
      expect(outcome(await ask({ key, body: wishFor(beneficiary, change) }))).toBe('409 REQUEST_KEY_REUSED');
    expect(await requestsFor(beneficiary)).toHaveLength(1);
  });

  it('once, however many ask at the same time', async () => {
    const [key, beneficiary] = [freshId(), someone('parallel')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask({ key, body: wishFor(beneficiary) })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body['request'])).size).toBe(1);
    expect(answers.filter(({ body }) => body['fresh'] === true)).toHaveLength(1);
    expect(await requestsFor(beneficiary)).toHaveLength(1);
  });

  it('keys of two people are two keys', async () => {
    const [key, beneficiary] = [freshId(), someone('two')];
    const [of, other] = [
      await ask({ key, body: wishFor(beneficiary) }),
      await ask({ key, as: ben.token, body: wishFor(beneficiary) }),
    ];
    expect([of.body['fresh'], other.body['fresh']]).toEqual([true, true]);
    expect(await requestsFor(beneficiary)).toHaveLength(2);
  });

  it('a system asks as the source that it belongs to', async () => {
    const beneficiary = someone('system');
    expect(outcome(await ask({ as: await tokenOfSystem('itsm'), body: wishFor(beneficiary) }))).toBe('202');
    expect(await requestsFor(beneficiary)).toMatchObject([{ requester: 'source:itsm' }]);
  });

  it('keeps a reason as it came, whatever it looks like (V02)', async () => {
    const reason = 'a\u202eb\u200bc\u0430\r\n\u001b[31md e\u0301 \u0130';
    const answer = await ask({ body: wishFor(someone('reason'), { reason }) });
    const { body } = await story(ada.token, answer.body['request']);
    const steps = body['steps'] as { readonly type: string; readonly body: { readonly reason: string } }[];
    expect(steps.find(({ type }) => type === 'request.submitted.v1')?.body.reason).toBe(reason);
  });

  it('another identity in headers and cookies is of no account', async () => {
    const beneficiary = someone('headers');
    const headers = {
      ...{
        'x-user': ben.person,
        'x-forwarded-user': ben.person,
        'x-requester': ben.person,
        from: ben.person,
      },
      ...{
        'x-approved-by': ben.person,
        cookie: `requester=${ben.person}`,
        'x-http-method-override': 'DELETE',
      },
    };
    const path = `/requests?requester=${ben.person}&as=${ben.person}`;
    expect(outcome(await ask({ headers, path, body: wishFor(beneficiary) }))).toBe('202');
    expect(await requestsFor(beneficiary)).toMatchObject([{ requester: ada.person, source: ada.person }]);
  });
});

describe('asking is refused, and nothing is kept,', () => {
  const beneficiary = someone('refused');
  afterAll(async () => expect(await requestsFor(beneficiary)).toEqual([]));
  const refused = async (expected: string, asking: Asking) => {
    const answer = await ask(asking);
    expect(outcome(answer)).toBe(expected);
    expect(answer.contentType).toMatch(/^application\/problem\+json/);
    expect(typeof answer.body['detail']).toBe('string');
  };

  const assigned: Readonly<Record<string, unknown>> = {
    ...{ requester: 'person:1002', actor: 'person:1002', actors: ['person:1002'], approver: 'person:1002' },
    ...{
      approvedBy: 'person:1002',
      approved: true,
      status: 'approved',
      state: 'cleared',
      personId: 'person:1002',
    },
    ...{
      owner: 'person:1002',
      tenant: 'elsewhere',
      epoch: 99,
      notAfter: 4_102_444_800_000,
      quorum: 0,
      stages: [],
    },
    ...{
      request: 'r-AAAAAAAAAAAAAAAAAAAAAA',
      source: 'source:hr',
      cause: { rule: 'x' },
      window: { from: 0 },
      lines: [],
    },
  };
  it.each(Object.entries(assigned))('when the body assigns `%s` (V04, A05)', (name, value) =>
    refused('422 SCHEMA_VIOLATION', { body: wishFor(beneficiary, { [name]: value }) }),
  );

  it.each<[string, object]>([
    ['an array for the beneficiary', { beneficiary: [beneficiary] }],
    ['an object for the beneficiary', { beneficiary: { id: beneficiary } }],
    ['a number for the beneficiary', { beneficiary: 1001 }],
    ['nobody as the beneficiary', { beneficiary: null }],
    ['a look-alike letter in the beneficiary', { beneficiary: 'person:аda' }],
    ['capital letters in the beneficiary', { beneficiary: 'person:ADA' }],
    ['a line break in the beneficiary', { beneficiary: `${beneficiary}\n` }],
    ['an unknown kind of beneficiary', { beneficiary: 'robot:1' }],
    ['an object for the items', { items: { 0: report } }],
    ['text for the items', { items: 'erp:report:run' }],
    ['text for an item', { items: ['erp:report:run'] }],
    ['no item', { items: [] }],
    ['an item twice', { items: [report, report] }],
    [
      '51 items',
      { items: Array.from({ length: 51 }, (_, n) => ({ ...report, entitlement: `erp:a${n}:b` })) },
    ],
    ['a text for the values of a scope', { items: [{ ...report, scope: { company: '1000' } }] }],
    ['a scope without a value', { items: [{ ...report, scope: { company: [] } }] }],
    ['version 0 of a role', { items: [{ role: 'role:employee', version: 0, scope: {} }] }],
    ['an item that is a role and an entitlement', { items: [{ ...report, role: 'role:clerk' }] }],
    ['an array for the entitlement', { items: [{ ...report, entitlement: ['erp:report:run'] }] }],
    ['true for the reason', { reason: true }],
    ['an empty reason', { reason: '' }],
    ['a reason of 1001 characters', { reason: 'x'.repeat(1001) }],
    ['a number for a date', { until: 4_102_444_800_000 }],
    ['a date without a zone', { until: '2030-01-01T00:00:00' }],
    ['a date that does not exist', { until: '2030-02-30T00:00:00.000Z' }],
  ])('when there is %s (V05)', (_, change) =>
    refused('422 SCHEMA_VIOLATION', { body: wishFor(beneficiary, change) }),
  );

  it.each([
    ['an entitlement that nobody knows', { items: [{ ...report, entitlement: 'erp:money:print' }] }],
    ['a role that nobody knows', { items: [{ role: 'role:emperor', scope: {} }] }],
    ['one item of two that nobody knows', { items: [report, { role: 'role:emperor', scope: {} }] }],
    ['a version that is not in force', { items: [{ role: 'role:employee', version: 99, scope: {} }] }],
    ['an end before the beginning', { until: '2001-01-01T00:00:00.000Z' }],
  ])('when it asks for %s', (_, change) =>
    refused('422 CANNOT_EXPAND', { body: wishFor(beneficiary, change) }),
  );

  it('when it asks within a dimension that the law does not know', () => {
    const items = [{ ...report, scope: { company: ['1000'] } }];
    return refused('422 SCOPE_DIMENSION_UNKNOWN', { body: wishFor(beneficiary, { items }) });
  });

  it.each(Object.entries(hostileJson(wishFor(beneficiary))))('when its body has %s (V01)', (_, body) =>
    refused('400 MALFORMED_JSON', { body }),
  );

  it.each<[string, string, Omit<Asking, 'body'> & { body?: string }]>([
    ['no idempotency key', '400 BAD_IDEMPOTENCY_KEY', { key: null }],
    ['a short key', '400 BAD_IDEMPOTENCY_KEY', { key: 'a' }],
    ['a key with a path', '400 BAD_IDEMPOTENCY_KEY', { key: '../../etc/passwd' }],
    ['two keys', '400 REFUSED_HEADERS', { key: ['key-number-1', 'key-number-2'] }],
    ['a query key twice', '400 MALFORMED_URL', { path: '/requests?a=1&a=2' }],
    ['a query that cannot be decoded', '400 MALFORMED_URL', { path: '/requests?a=%zz' }],
    ['a body that is said to be compressed', '415 ENCODED_BODY', { headers: { 'content-encoding': 'gzip' } }],
    [
      'a form',
      '415 UNSUPPORTED_MEDIA_TYPE',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    [
      'more than 256 KiB',
      '413 BODY_TOO_LARGE',
      { body: wishFor(beneficiary, { reason: 'x'.repeat(262_144) }) },
    ],
  ])('when it comes with %s', (_, expected, asking) =>
    refused(expected, { body: wishFor(beneficiary), ...asking }),
  );
});

describe('a token', () => {
  const body = wishFor(someone('token'));
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const parts = () => ada.token.split('.') as [string, string, string];
  const claims = () => JSON.parse(Buffer.from(parts()[1], 'base64url').toString()) as Record<string, unknown>;
  const header = () => JSON.parse(Buffer.from(parts()[0], 'base64url').toString()) as Record<string, unknown>;
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const resigned = (head: object, payload: object) => {
    const input = `${part(head)}.${part(payload)}`;
    return `${input}.${sign('sha256', Buffer.from(input), own.privateKey).toString('base64url')}`;
  };
  const asBen = () => ({ ...claims(), sub: ben.person, person: ben.person, roles: ['approver'] });
  afterAll(async () => expect(await requestsFor(someone('token'))).toEqual([]));

  it.each<[string, string, () => Promise<string> | string]>([
    ['that is none', '401 TOKEN_REFUSED', () => 'trust-me'],
    [
      'without an algorithm',
      '401 TOKEN_REFUSED',
      () => `${part({ ...header(), alg: 'none' })}.${part(asBen())}.AAAAAAAAAAAAAAAAAAAAAA`,
    ],
    ['of another person by our own signature', '401 TOKEN_REFUSED', () => resigned(header(), asBen())],
    [
      'with its key in the header',
      '401 TOKEN_REFUSED',
      () => resigned({ ...header(), jwk: own.publicKey.export({ format: 'jwk' }) }, asBen()),
    ],
    [
      'whose claims were changed',
      '401 TOKEN_REFUSED',
      () => [parts()[0], part(asBen()), parts()[2]].join('.'),
    ],
    [
      'signed by the public key as a secret',
      '401 TOKEN_REFUSED',
      async () => {
        const jwks = await (await fetch(`${addressOf('openid-provider')}/jwks`)).text();
        const input = `${part({ ...header(), alg: 'HS256' })}.${part(asBen())}`;
        return `${input}.${createHmac('sha256', jwks).update(input).digest('base64url')}`;
      },
    ],
    ["of a login that is nobody's", '403 UNKNOWN_LOGIN', () => nobody],
  ])('%s is refused', async (_, expected, token) => {
    expect(outcome(await ask({ as: await token(), body }))).toBe(expected);
  });

  it('is needed', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': freshId() };
    expect(outcome(await call({ path: '/requests', headers, body }))).toBe('401 TOKEN_MISSING');
    expect(
      outcome(
        await call({ path: '/requests', headers: { ...headers, authorization: `Basic ${ada.token}` }, body }),
      ),
    ).toBe('401 TOKEN_REFUSED');
    const two = [`Bearer ${ada.token}`, `Bearer ${ben.token}`];
    expect(
      outcome(await call({ path: '/requests', headers: { ...headers, authorization: two }, body })),
    ).toBe('400 REFUSED_HEADERS');
  });
});

describe('looking at and taking back', () => {
  it('is for whom it concerns; for others the request does not exist', async () => {
    const { body } = await ask({ body: wishFor(someone('back')) });
    const withdraw = (as: string, request: unknown) =>
      call({
        path: `/requests/${String(request)}/withdrawal`,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
        body: '{"reason":"not needed"}',
      });
    expect(outcome(await withdraw(ben.token, body['request']))).toBe('404 REQUEST_NOT_FOUND');
    expect(outcome(await story(ben.token, body['request']))).toBe('404 REQUEST_NOT_FOUND');
    expect(outcome(await story(ben.token, 'r-AAAAAAAAAAAAAAAAAAAAAA'))).toBe('404 REQUEST_NOT_FOUND');
    expect(outcome(await withdraw(ada.token, body['request']))).toBe('202');
  });

  it.each(['r-1', '..%2f..%2fhealth', 'r-AAAAAAAAAAAAAAAAAAAAA%00', "r-'%20OR%201=1--AAAAAAAAAAA"])(
    'refuses an id that is none: %s',
    async (id) => {
      expect((await story(ada.token, id)).status).toBeGreaterThanOrEqual(400);
      expect((await story(ada.token, id)).status).toBeLessThan(500);
    },
  );
});
