import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publisherOf, signedIn } from './intake/people.js';
import { eventOf, freshId, signedCall } from './intake/webhook.js';
import { ajv, documentOf, operationsOf, services, undocumented } from './docs/documented.js';
import { root } from './docs/pages.js';
import { addressOf, inventory } from './system/running-system.js';

const every = services.flatMap(operationsOf);
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const noRequest = 'r-AAAAAAAAAAAAAAAAAAAAAA';
const noHash = 'A'.repeat(43);

/** What decorators in a service's controllers declare, read as text: another way than the one the document was made by. */
function declaredIn(service: string): string[] {
  const src = join(root, 'services', service, 'src');
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.controller.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(src, file), 'utf8');
      const prefix = /@Controller\('([^']*)'\)/.exec(text)?.[1] ?? '';
      return [...text.matchAll(/@(Get|Post|Put|Patch|Delete|All|Head|Options)\((?:'([^']*)')?\)/g)].map(
        ([, method = '', path = '']) =>
          `${method.toLowerCase()} ${`/${prefix}/${path}`.replace(/\/$/, '').replace(/:(\w+)/g, '{$1}')}`,
      );
    });
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly allow: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(service: string, method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${addressOf(service)}${path}`, { method: method.toUpperCase(), ...init });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    allow: response.headers.get('allow'),
    body: (await response.json()) as Answer['body'],
  };
}

describe.each(services)('the OpenAPI document of %s', (service) => {
  const document = documentOf(service);
  const operations = operationsOf(service);

  it('is of version 3.1, with an id for every operation and a login that it explains', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const used = operations.flatMap(({ operation }) => operation.security.flatMap(Object.keys));
    expect([...new Set(used)].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
    expect(operations.filter(({ operation }) => !operation.summary)).toEqual([]);
  });

  it('names every parameter of a path, and no other', () => {
    for (const { path, operation } of operations) {
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(named.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(named.every(({ required }) => required)).toBe(true);
    }
  });

  it('has schemas of JSON Schema 2020-12 only, and refers to nothing that is not in it', () => {
    for (const { path, operation } of operations) {
      const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((each) =>
        Object.values(each?.content ?? {}),
      );
      const schemas = [...contents, ...(operation.parameters ?? [])].map(({ schema }) => schema);
      expect(schemas.map((schema) => [path, ajv.validateSchema(schema)])).toEqual(
        schemas.map(() => [path, true]),
      );
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
    expect(new Set(references.map(([, name]) => name))).toEqual(
      new Set(Object.keys(document.components.schemas)),
    );
    expect(JSON.stringify(document).match(/"\$ref"/g)).toHaveLength(references.length);
  });

  it('has one answer that is a success, and problems of known codes beside it', () => {
    for (const { operation } of operations) {
      const [good, bad] = [true, false].map((wanted) =>
        Object.entries(operation.responses).filter(([status]) => Number(status) < 400 === wanted),
      );
      expect(good).toHaveLength(1);
      expect(bad?.map(([, { content }]) => Object.keys(content))).toEqual(
        bad?.map(() => ['application/problem+json']),
      );
    }
  });

  it('has exactly the routes that its controllers declare, and health', () => {
    const documented = operations.map(({ method, path }) => `${method} ${path}`).sort();
    expect(documented).toEqual([...declaredIn(service), 'get /health/live', 'get /health/ready'].sort());
  });

  it.each(Object.keys(document.paths))('knows all that the running service takes at %s', async (path) => {
    const known = Object.keys(document.paths[path] ?? {});
    const real = path.replace('{id}', noRequest).replace('{ha}', noHash);
    for (const method of methods.filter((each) => !known.includes(each))) {
      const { status, body, allow } = await ask(service, method, real);
      expect([method, status, body['code']]).toEqual([method, 405, 'METHOD_NOT_ALLOWED']);
      expect(
        allow
          ?.toLowerCase()
          .split(', ')
          .filter((each) => each !== 'head'),
      ).toEqual(known);
    }
    for (const method of known) {
      const answer = await ask(service, method, real);
      expect(undocumented({ service, path, method }, answer)).toEqual([]);
    }
  });
});

it('every service that has controllers has a document, and no other answers but health', async () => {
  const running = inventory.processes.filter(({ kind }) => kind === 'service');
  for (const { name, folder } of running) {
    const service = folder.replace('services/', '');
    expect([service, declaredIn(service).length > 0]).toEqual([service, services.includes(service)]);
    expect(await ask(name, 'get', '/requests')).toMatchObject({ status: name === 'request' ? 405 : 404 });
  }
});

describe('real answers are as documented:', () => {
  const json = { 'content-type': 'application/json' };
  let token: string;
  let person: string;
  let request: string;
  beforeAll(async () => {
    const hr = await publisherOf('hr');
    ({ token, person } = await signedIn(hr, freshId()).finally(() => hr.close()));
    const body = JSON.stringify({
      beneficiary: person,
      items: [{ entitlement: 'erp:report:run', scope: {} }],
      reason: 'a report',
    });
    const headers = { authorization: `Bearer ${token}`, ...json, 'idempotency-key': freshId() };
    const answer = await ask('request', 'post', '/requests', { headers, body });
    expect(undocumented({ service: 'request', path: '/requests', method: 'post' }, answer)).toEqual([]);
    request = String(answer.body['request']);
  });

  const post = (body: unknown, headers: object = {}) => ({
    method: 'post',
    body: JSON.stringify(body),
    headers,
  });
  const event = () => {
    const { headers, body } = signedCall(JSON.stringify(eventOf()));
    return { method: 'post', headers, body };
  };

  it.each<
    [
      outcome: string,
      service: string,
      path: string,
      real: () => string,
      init: () => { method: string; body?: string; headers?: object },
    ]
  >([
    ['200', 'request', '/requests/{id}', () => `/requests/${request}`, () => ({ method: 'get' })],
    [
      '404 REQUEST_NOT_FOUND',
      'request',
      '/requests/{id}',
      () => `/requests/${noRequest}`,
      () => ({ method: 'get' }),
    ],
    ['422 SCHEMA_VIOLATION', 'request', '/requests/{id}', () => '/requests/none', () => ({ method: 'get' })],
    [
      '401 TOKEN_REFUSED',
      'request',
      '/requests/{id}',
      () => `/requests/${request}`,
      () => ({ method: 'get', headers: { authorization: 'Bearer none' } }),
    ],
    [
      '400 BAD_IDEMPOTENCY_KEY',
      'request',
      '/requests',
      () => '/requests',
      () => post({}, { 'idempotency-key': '!' }),
    ],
    [
      '422 SCHEMA_VIOLATION',
      'request',
      '/requests',
      () => '/requests',
      () => post({}, { 'idempotency-key': freshId() }),
    ],
    [
      '202',
      'request',
      '/requests/{id}/withdrawal',
      () => `/requests/${request}/withdrawal`,
      () => post({ reason: 'no more' }),
    ],
    ['202', 'request', '/events', () => '/events', event],
    ['401 WEBHOOK_UNSIGNED', 'request', '/events', () => '/events', () => post(eventOf())],
    ['401 UNKNOWN_SOURCE', 'request', '/events', () => '/events', () => post(eventOf({ source: 'nobody' }))],
    ['200', 'approval', '/tasks', () => '/tasks', () => ({ method: 'get' })],
    ['422 SCHEMA_VIOLATION', 'approval', '/tasks', () => '/tasks?after=x', () => ({ method: 'get' })],
    ['404 VOTE_UNKNOWN_TASK', 'approval', '/tasks/{ha}', () => `/tasks/${noHash}`, () => ({ method: 'get' })],
    ['422 SCHEMA_VIOLATION', 'approval', '/tasks/{ha}', () => '/tasks/none', () => ({ method: 'get' })],
    ['422 SCHEMA_VIOLATION', 'approval', '/votes', () => '/votes', () => post({})],
    ['200', 'approval', '/health/ready', () => '/health/ready', () => ({ method: 'get' })],
  ])('%s by %s at %s', async (outcome, service, path, real, init) => {
    const { method, body, headers } = init();
    const answer = await ask(service, method, real(), {
      ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : json), ...headers },
    });
    expect([answer.status, answer.body['code']].filter(Boolean).join(' ')).toBe(outcome);
    expect(undocumented({ service, path, method }, answer)).toEqual([]);
  });
});

it('every operation was looked at', () => expect(every.length).toBeGreaterThan(8));
