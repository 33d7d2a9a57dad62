import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyRegistry, sha256 } from '@countersign/statement';
import { dayMs, newKey, now, publicHalf } from '../custodians.spec-only.js';
import { type RegistryOptions, makeRegistry } from './make-registry.js';
import { readPublicKeys } from './public-keys.js';
import { readSigningRights } from './signing-rights.js';

const repository = join(__dirname, '../../../..');
const duties = join(repository, 'deploy/duties.yaml');
const rights = readSigningRights('deploy/duties.yaml', readFileSync(duties));
const key = (kid: string) => publicHalf(newKey(kid));
const everyone = new Map(
  [...rights].filter(([, types]) => types.length > 0).map(([signer]) => [signer, key(`${signer}-1`)]),
);
const make = (change: Partial<RegistryOptions> = {}) =>
  makeRegistry({
    deployment: 'test',
    number: 1,
    issued: now,
    validDays: 30,
    rights,
    keys: everyone,
    ...change,
  });

describe('who may sign what', () => {
  it('is what the inventory of the embedded start says', () => {
    const script = `import { loadInventory } from './deploy/embedded/duties.mjs'; console.log(JSON.stringify(loadInventory().keys))`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: repository,
      encoding: 'utf8',
    });
    const inventory = (JSON.parse(out) as { principal: string; types: string[] }[]).map(
      ({ principal, types }) => [principal, types],
    );
    expect([...rights].filter(([, types]) => types.length > 0)).toEqual(inventory);
  });

  it('refuses a type that nobody knows', () => {
    const text = readFileSync(duties, 'utf8').replace('policy.cleared.v1', 'policy.waved.v1');
    expect(() => readSigningRights('d.yaml', Buffer.from(text))).toThrow(
      '`d.yaml` lets `policy` sign `policy.waved.v1`, a type nobody knows',
    );
  });
});

describe('public keys', () => {
  it('are refused together with a private half', () => {
    const file = Buffer.from(JSON.stringify({ policy: newKey('p') }));
    expect(() => readPublicKeys('keys.json', file)).toThrow(/holds the private key of `policy`/);
  });
  it('are refused in any other form', () => {
    expect(() => readPublicKeys('k.json', Buffer.from('{"policy":{"kty":"RSA"}}'))).toThrow(
      /does not hold public keys/,
    );
    expect(() => readPublicKeys('k.json', Buffer.from('no'))).toThrow(/does not hold public keys/);
  });
});

describe('a key registry', () => {
  const registry = make();
  const at = (document: typeof registry) => new KeyRegistry(document, sha256('x'));

  it('lets each key sign the types of its duty, from now on', () => {
    expect(registry.keys.map(({ signer }) => signer)).toEqual([...everyone.keys()].sort());
    const { kid } = everyone.get('connector-erp') ?? { kid: '' };
    expect(at(registry).keyFor(kid, 'connector.answered.v1', now)).toMatchObject({
      signer: 'connector-erp',
      until: null,
    });
    expect(() => at(registry).keyFor(kid, 'policy.cleared.v1', now)).toThrow(/may not sign/);
    expect(() => at(registry).keyFor(kid, 'connector.answered.v1', now - dayMs)).toThrow(/not valid at/);
  });

  it('believes the first keys of a deployment from an hour before, later ones from a minute before', () => {
    const from = (document: typeof registry, kid: string) =>
      document.keys.find((each) => each.kid === kid)?.from ?? NaN;
    const keys = new Map([['policy', key('policy-2')]]);
    const next = make({ number: 2, issued: now + dayMs, previous: registry, keys });
    expect(now - from(registry, 'policy-1')).toBe(3_600_000);
    expect(now + dayMs - from(next, 'policy-2')).toBe(60_000);
  });

  it('gives no key to a source that signs nothing', () => {
    const keys = new Map([...everyone, ['itsm', key('itsm-1')]]);
    expect(make({ keys }).keys.some(({ signer }) => signer === 'itsm')).toBe(false);
  });

  it('names everything that is missing or too much', () => {
    const keys = new Map([...everyone].filter(([signer]) => signer !== 'policy' && signer !== 'hr'));
    expect(() => make({ keys: keys.set('mallory', key('m')) })).toThrow(
      '`policy` signs and has no key; `hr` signs and has no key; `mallory` is no principal of the duties',
    );
  });

  it('refuses one key or one id for two', () => {
    const policy = everyone.get('policy') ?? key('none');
    expect(() =>
      make({ keys: new Map([...everyone, ['approval', { ...policy, kid: 'approval-2' }]]) }),
    ).toThrow(/share a key or an id/);
    expect(() => make({ keys: new Map([...everyone, ['approval', key(policy.kid)]]) })).toThrow(
      /share a key or an id/,
    );
  });

  it('rotates: the old key may arrive late and then no more, and keeps its past', () => {
    const later = now + 10 * dayMs;
    const next = at(
      make({ number: 2, issued: later, previous: registry, keys: new Map([['policy', key('policy-2')]]) }),
    );
    const may = (kid: string, time: number) => () => next.keyFor(kid, 'policy.cleared.v1', time);
    expect(may('policy-1', now)).not.toThrow();
    expect(may('policy-1', later + 3_600_000)).not.toThrow();
    expect(may('policy-1', later + dayMs)).toThrow(/not valid/);
    expect(may('policy-2', later)).not.toThrow();
    expect(may('policy-2', now)).toThrow(/not valid/);
  });

  it('revokes at once, and asks for a new key', () => {
    const change = { number: 2, issued: now + dayMs, previous: registry, revoke: ['policy-1'] };
    expect(() => make({ ...change, keys: new Map() })).toThrow(/`policy` signs and has no key/);
    expect(() => make(change)).toThrow(/the new key of `policy` is among the revoked/);
    const next = at(make({ ...change, keys: new Map([['policy', key('policy-2')]]) }));
    expect(() => next.keyFor('policy-1', 'policy.cleared.v1', now + dayMs)).toThrow(/not valid/);
    expect(() => make({ ...change, revoke: ['who'], keys: new Map() })).toThrow(
      /`who` is to be revoked and unknown/,
    );
  });

  it('does not take a type from a key that has signed it', () => {
    const fewer = new Map([...rights, ['policy', ['policy.cleared.v1']]]);
    expect(() => make({ number: 2, previous: registry, rights: fewer, keys: new Map() })).toThrow(
      /give it a new key/,
    );
  });
});
