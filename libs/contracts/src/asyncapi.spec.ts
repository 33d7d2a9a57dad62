import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asyncApi, type Duties } from './asyncapi.js';
import { canonicalJson } from './released.js';

const root = join(__dirname, '../../..');
const duties = parse(readFileSync(join(root, 'deploy/duties.yaml'), 'utf8')) as Duties;

interface Document {
  readonly channels: Record<
    string,
    { address: string; messages: Record<string, unknown>; parameters?: { system: { enum: string[] } } }
  >;
  readonly operations: Record<string, { action: string; channel: { $ref: string } }>;
  readonly components: Record<'messages' | 'schemas', Record<string, Record<string, unknown>>>;
}
const document = asyncApi(duties) as unknown as Document;

/** Every `$ref` in a value. */
const references = (value: unknown): string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, member]) =>
        name === '$ref' ? [member as string] : references(member),
      );

const resolves = (reference: string): boolean =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document) !==
  undefined;

describe('the AsyncAPI document', () => {
  it('is the one that is checked in (node libs/contracts/golden/regenerate.mjs writes it)', () => {
    const published: unknown = JSON.parse(readFileSync(join(root, 'docs/asyncapi.json'), 'utf8'));
    expect(JSON.parse(JSON.stringify(document))).toEqual(published);
  });

  it('is the same in whatever order duties and sources are written down', () => {
    const turned = <T extends object>(members: T): T =>
      Object.fromEntries(Object.entries(members).reverse()) as T;
    const again = asyncApi({ ...duties, duties: turned(duties.duties), sources: turned(duties.sources) });
    expect(JSON.stringify(again)).not.toBe(JSON.stringify(document));
    expect(canonicalJson(again)).toBe(canonicalJson(document));
  });

  it('has a channel for every topic that a duty writes or reads, and one sender for each', () => {
    const named = Object.values(duties.duties).flatMap(({ consumes, produces }) => [
      ...consumes,
      ...produces,
    ]);
    const topics = new Set(named.filter((topic) => topic !== 'upstream.{source}'));
    const sources = Object.keys(duties.sources).map((name) => `upstream.${name}`);
    expect(new Set(Object.values(document.channels).map(({ address }) => address))).toEqual(
      new Set([...topics, ...sources]),
    );
    for (const key of Object.keys(document.channels)) {
      const senders = Object.values(document.operations).filter(
        ({ action, channel }) => action === 'send' && channel.$ref === `#/channels/${key}`,
      );
      expect([key, senders.length]).toEqual([key, 1]);
    }
  });

  it('lets a topic of a system be of the systems that there are', () => {
    expect(document.channels['provisioning.system.urgent']?.parameters?.system.enum).toEqual(['erp', 'bank']);
    expect(document.channels['policy']?.parameters).toBeUndefined();
  });

  it('refers to nothing that is not in it', () => {
    const all = references(document);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((reference) => !resolves(reference))).toEqual([]);
  });

  it('says of a statement what is signed, of an event what it holds, of law that custodians sign it', () => {
    const message = (type: string) => document.components.messages[type];
    expect(message('policy.cleared.v1')).toMatchObject({
      contentType: 'application/jose',
      payload: { type: 'string' },
      'x-signed-payload': { $ref: '#/components/schemas/policy.cleared.v1' },
    });
    expect(message('worker.hired.v1')).toMatchObject({
      contentType: 'application/json',
      payload: { $ref: '#/components/schemas/worker.hired.v1' },
      headers: { properties: { ce_type: { const: 'worker.hired.v1' } } },
    });
    expect(message('governance.bundle.v1')).toMatchObject({
      payload: { $ref: '#/components/schemas/custodial-document' },
    });
    expect(document.components.schemas['policy.cleared.v1']).toMatchObject({
      required: ['dep', 'iss', 'chain', 'seq', 'prev', 'iat', 'body'],
    });
  });
});
