// What has been released stays as it is: every type has a frozen sample on the wire, and a schema whose hash is checked in.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBody, statementSchemas } from './catalogue.js';
import { SchemaViolation } from './errors.js';
import { canonicalJson, releasedSchemas, statementPayload } from './released.js';
import { validator } from './schema.js';
import { parseUpstream, upstreamSchemas } from './upstream/index.js';

const folder = join(__dirname, '../golden');
const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const hashOf = (schema: unknown) => createHash('sha256').update(canonicalJson(schema)).digest('base64url');
const types = Object.keys(releasedSchemas);
const sample = (type: string) => read(`${type}.json`);

type Place = readonly (string | number)[];
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every place in a value, the value itself first. */
const places = (value: unknown, at: Place = []): Place[] => [
  at,
  ...(isObject(value) ? Object.entries(value) : []).flatMap(([name, member]) =>
    places(member, [...at, Array.isArray(value) ? Number(name) : name]),
  ),
];
const valueAt = (value: unknown, at: Place): unknown =>
  at.reduce((inner: unknown, name) => (inner as Record<string | number, unknown>)[name], value);

/** A copy in which one place holds something else; undefined takes the member away. */
function withAt(value: unknown, at: Place, put: unknown): unknown {
  if (at.length === 0) return put;
  const copy = structuredClone(value);
  const parent = valueAt(copy, at.slice(0, -1)) as Record<string | number, unknown>;
  const name = at.at(-1) as string | number;
  if (put === undefined) delete parent[name];
  else parent[name] = put;
  return copy;
}

/** Members that may be absent; everything else is there, if only as null. */
const optional = new Set([
  'worker.changed.v1/department',
  'worker.changed.v1/job',
  'worker.changed.v1/manager',
  'access.requested.v1/from',
  'access.requested.v1/until',
  'access.requested.v1/drops',
  'access.requested.v1/allOrNothing',
  'governance.bundle.v1/dimensions/0/values',
  'governance.bundle.v1/entitlements/0/permissionForAll',
  'governance.bundle.v1/entitlements/0/attributes',
  // what makes a duty or a rule one of its kind: that it is of exactly one kind, the engine checks
  ...['0/any', '0/any/2/same', '0/any/3/same', '2/all', '2/same', '3/atLeast', '3/of', '3/same'].map(
    (at) => `governance.bundle.v1/duties/${at}`,
  ),
  'governance.bundle.v1/duties/1/any',
  ...['legs', 'threshold', 'dimensions', 'maxDays', 'perDays', 'repeatsPass', 'critical'].map(
    (member) => `governance.bundle.v1/rules/0/${member}`,
  ),
  ...['1/set', '1/most', '2/holders', '2/most', '3/when', '3/needs', '3/anywhere'].map(
    (at) => `governance.bundle.v1/rules/${at}`,
  ),
  ...['control/kind', 'control/identity', 'strength', 'lasting'].map(
    (at) => `governance.bundle.v1/edges/0/gives/${at}`,
  ),
  ...['0/map', '0/map/company-code'].map((at) => `governance.bundle.v1/edges/${at}`),
  ...['legs', 'objects', 'objects/company-code'].map((at) => `governance.bundle.v1/exceptions/0/${at}`),
  // a scope that does not name a dimension is all of it
  'governance.bundle.v1/roles/1/entitlements/1/scope/company-code',
  'governance.bundle.v1/roles/1/roles/1/scope/company-code',
  'governance.bundle.v1/birthrights/0/items/1/scope/company-code',
  ...['policy.assessed.v1', 'policy.vetoed.v1'].flatMap((type) =>
    ['scope', 'scope/company-code'].map((at) => `${type}/conflicts/0/legs/0/path/0/${at}`),
  ),
  'governance.bundle.v1/dualApproval/description',
  'governance.bundle.v1/takeOverBound',
]);
/** The envelope's body is whatever its type says; the schema of the type is what refuses. */
const open = (type: string, at: Place) => type === 'statement-envelope' && at[0] === 'body';
/** Mappings from names that the document itself chooses: any name is one. */
const isMapping = (at: Place) =>
  ['attributes', 'class', 'map'].includes(String(at.at(-1))) || at.at(-2) === 'objects';

describe('golden samples', () => {
  it('are there for every released type, and for no other', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'schemas.json');
    expect(files.map((file) => file.slice(0, -'.json'.length)).sort()).toEqual([...types].sort());
  });

  it('of statements and upstream events are read by the product’s own parsers', () => {
    for (const type of Object.keys(statementSchemas) as (keyof typeof statementSchemas)[])
      expect(parseBody(type, sample(type))).toEqual(sample(type));
    for (const type of Object.keys(upstreamSchemas) as (keyof typeof upstreamSchemas)[])
      expect(parseUpstream(type, sample(type))).toEqual(sample(type));
  });

  describe.each(types)('%s', (type) => {
    const parse = validator(type, releasedSchemas[type]!);
    const body = sample(type);
    const accepted = (value: unknown) => {
      try {
        parse(value);
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(SchemaViolation);
        return false;
      }
    };

    it('is read', () => {
      expect(parse(body)).toEqual(body);
    });

    it('accepts no unlisted member in any object (V04)', () => {
      const objects = places(body).filter(
        (at) => isObject(valueAt(body, at)) && !Array.isArray(valueAt(body, at)),
      );
      const opened = objects.filter(
        (at) => !open(type, at) && !isMapping(at) && accepted(withAt(body, [...at, 'status'], 'approved')),
      );
      expect(opened).toEqual([]);
    });

    it('misses no member', () => {
      const members = places(body).filter((at) => typeof at.at(-1) === 'string' && !open(type, at));
      const missable = members.filter((at) => accepted(withAt(body, at, undefined)));
      expect(missable.map((at) => [type, ...at].join('/')).filter((each) => !optional.has(each))).toEqual([]);
    });

    it('takes nothing of another type for what it expects (V05)', () => {
      const mistaken = places(body)
        .filter((at) => !open(type, at))
        .flatMap((at) => {
          const value = valueAt(body, at);
          const others = [[value], { value }, true, 1.5, 'true '].filter(
            (other) => isObject(other) || typeof other !== typeof value,
          );
          return others.filter((other) => accepted(withAt(body, at, other))).map((other) => [at, other]);
        });
      expect(mistaken).toEqual([]);
    });
  });
});

describe('released schemas', () => {
  it('are those whose hashes are checked in: a change is a new version (node libs/contracts/golden/regenerate.mjs adds one)', () => {
    const now = Object.fromEntries(types.map((type) => [type, hashOf(releasedSchemas[type])]));
    expect(now).toEqual(read('schemas.json'));
  });

  it('have a hash that depends on what they say, not on how it is written', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(hashOf({ type: 'string', pattern: 'a' })).toBe(hashOf({ pattern: 'a', type: 'string' }));
    expect(hashOf({ required: ['a', 'b'] })).not.toBe(hashOf({ required: ['b', 'a'] }));
  });

  it('of a statement’s payload are the envelope around the body', () => {
    const parse = validator('payload', statementPayload(releasedSchemas['policy.held.v1']!));
    const payload = { ...(sample('statement-envelope') as object), body: sample('policy.held.v1') };
    expect(parse(payload)).toEqual(payload);
    expect(() => parse({ ...payload, body: sample('policy.vetoed.v1') })).toThrow(SchemaViolation);
  });
});
