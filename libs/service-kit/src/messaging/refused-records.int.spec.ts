import { registryType } from '@countersign/contracts/governance';
import { parseUpstream } from '@countersign/contracts/upstream';
import { aTopic, publish, type TestRecord } from '../../test/a-broker.js';
import { Chain, aRequest, type SignedRecord } from '../../test/a-chain.js';
import type { Script } from '../../test/a-reader.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { testKey } from '@countersign/testing';
import { clock, govern, ring } from '../../test/a-trust.js';
import { withdrew } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { gaps } from './chain-gap.store.js';
import { listQuarantine, showQuarantine } from './quarantine.command.js';

type Case = [
  what: string,
  code: string,
  record: (chain: Chain, topic: string) => Promise<TestRecord> | TestRecord,
];

const about = (n: number) => withdrew(aRequest(n));
const flip = (jws: string) => `${jws.slice(0, -10)}${jws.at(-10) === 'A' ? 'B' : 'A'}${jws.slice(-9)}`;
const without = (record: TestRecord, name: string) => ({
  ...record,
  headers: Object.fromEntries(Object.entries(record.headers ?? {}).filter(([header]) => header !== name)),
});

const statements: Case[] = [
  ['a tombstone', 'MALFORMED_RECORD', async (chain) => ({ ...(await chain.next()), value: null })],
  ['an empty value', 'MALFORMED_DOCUMENT', async (chain) => ({ ...(await chain.next()), value: '' })],
  ['garbage', 'MALFORMED_DOCUMENT', () => ({ key: 'k', value: Buffer.from([0, 255, 1, 2]), headers: {} })],
  [
    'more than 256 KiB',
    'RECORD_TOO_LARGE',
    () => ({ key: 'k', value: Buffer.alloc(262_145, 65), headers: {} }),
  ],
  [
    'a signed statement without headers',
    'MALFORMED_RECORD',
    async (chain) => ({ ...(await chain.next()), headers: {} }),
  ],
  [
    'a statement without its type in the headers',
    'MALFORMED_RECORD',
    async (chain) => without(await chain.next(), 'ce_type'),
  ],
  [
    'a header that comes twice',
    'MALFORMED_RECORD',
    async (chain) => {
      const record = await chain.next();
      return {
        ...record,
        headers: { ...record.headers, ce_type: ['policy.withdrew.v1', 'policy.cleared.v1'] },
      };
    },
  ],
  [
    'headers beyond all bounds',
    'MALFORMED_RECORD',
    async (chain) => {
      const record = await chain.next();
      return { ...record, headers: { ...record.headers, ce_extra: 'x'.repeat(20_000) } };
    },
  ],
  [
    'a header whose name holds a NUL character',
    'MALFORMED_RECORD',
    async (chain) => {
      const record = await chain.next();
      return { ...record, headers: { ...record.headers, 'a\0b': 'x' } };
    },
  ],
  [
    'a header of another type',
    'HEADER_MISMATCH',
    (chain) => chain.next(about(1), { headers: { ce_type: 'policy.cleared.v1' } }),
  ],
  [
    'a header of another id',
    'HEADER_MISMATCH',
    (chain) => chain.next(about(1), { headers: { ce_id: 'A'.repeat(43) } }),
  ],
  [
    'a header of another source',
    'HEADER_MISMATCH',
    (chain) => chain.next(about(1), { headers: { ce_source: '/countersign/approval' } }),
  ],
  [
    'one bit flipped',
    'BAD_SIGNATURE',
    async (chain) => {
      const record = await chain.next();
      return { ...record, value: flip(record.value) };
    },
  ],
  [
    'a statement of an unknown type',
    'UNKNOWN_TYPE',
    (chain) => chain.next({ type: 'policy.pardoned.v1', body: {} } as never),
  ],
  [
    'a known type in an unknown version',
    'UNKNOWN_TYPE',
    (chain) => chain.next({ type: 'policy.withdrew.v2', body: {} } as never),
  ],
  [
    'a body that does not fit its schema',
    'SCHEMA_VIOLATION',
    (chain) =>
      chain.next({ type: 'policy.withdrew.v1', body: { request: aRequest(1), status: 'granted' } } as never),
  ],
  ["another service's key", 'KEY_NOT_ALLOWED', (chain) => chain.next(about(1), { by: 'approval' })],
  [
    "another service's key under policy's name",
    'BAD_SIGNATURE',
    (chain) => chain.next(about(1), { by: 'approval', kid: 'policy' }),
  ],
  [
    'a signer that poses as another',
    'KEY_NOT_ALLOWED',
    (chain) => chain.next(about(1), { envelope: { iss: 'approval' } }),
  ],
  [
    'another deployment',
    'FOREIGN_DEPLOYMENT',
    (chain) => chain.next(about(1), { envelope: { dep: 'other' } }),
  ],
  ['the key of another request', 'WRONG_KEY', (chain) => chain.next(about(1), { key: aRequest(2) })],
  ['no key', 'WRONG_KEY', async (chain) => ({ ...(await chain.next()), key: null })],
  ['a genuine statement of another topic', 'WRONG_TOPIC', () => new Chain('policy.elsewhere').next(about(1))],
  [
    'a chain with another topic in its name',
    'WRONG_TOPIC',
    (chain, topic) => chain.next(about(1), { envelope: { chain: `policy.${topic}.x.1` } }),
  ],
  [
    'a genuine statement of another writer',
    'WRONG_WRITER',
    async (_, topic) => {
      const alive = { at: clock.now(), heads: [], bundle: 7, registry: 3 };
      return new Chain(topic, 'approval').next({ type: 'approval.alive.v1', body: alive } as never);
    },
  ],
];

const left = (
  change: Partial<Record<string, string>> = {},
  value: string | Buffer | null = '{"worker":"person:1","effective":"2030-01-07T09:00:00.000Z"}',
) => ({
  key: 'person:1',
  value,
  headers: {
    ...{ ce_specversion: '1.0', ce_id: 'e-1', ce_type: 'worker.left.v1', ce_subject: 'person:1' },
    ...{ ce_time: '2030-01-07T09:00:00.000Z', 'content-type': 'application/json' },
    ...(change as Record<string, string>),
  },
});

/** Whatever lies on a topic of a real Kafka broker, the reader goes on. */
describe('a record that is not what its topic demands (F01, F10)', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(() => sandbox.begin());
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const codes = async () => (await listQuarantine(sandbox.ds)).map(({ code }) => code);

  it('is quarantined once with a code and a sentence, has no effect, and stalls nothing', async () => {
    const topic = await aTopic('policy', 1);
    const records = await Promise.all(
      statements.map(async ([, , record]) => record(new Chain(topic), topic)),
    );
    const good = await new Chain(topic).next(about(9));
    for (const record of [...records, good]) await publish(topic, [record]);
    await sandbox.read({ topics: [topic] });
    expect(await sandbox.untilEffects(1)).toEqual([good.hash]);
    const held = await listQuarantine(sandbox.ds);
    const expected = statements.map(([what, code], i) => [what, code, String(i)]);
    expect(held.map(({ code, offset }, i) => [statements[i]?.[0], code, offset])).toEqual(expected);
    for (const { message } of held) expect(message).toMatch(/^[^A-Z.].{8,}[^.]$/s);
    const [first] = await Promise.all(held.slice(5, 6).map(({ id }) => showQuarantine(sandbox.ds, id)));
    expect(first!.value!.toString()).toBe(records[5]!.value);
  }, 60_000);

  it('is tried again while its key may still become known, and handled when it does', async () => {
    const topic = await aTopic('policy', 1);
    const reader = await sandbox.read({ topics: [topic], retry: { attempts: 200 } });
    const record = await new Chain(topic).next(about(1), { by: 'policy-next', kid: 'policy-next' });
    await publish(topic, [record]);
    await eventually(
      async () => (await listQuarantine(sandbox.ds, { states: ['waiting'] }))[0]?.attempts ?? 0 > 2,
    );
    const rotated = ring.registryDocument((document) => {
      const mine = document.keys.find(({ signer }) => signer === 'policy')!;
      const next = { ...mine, kid: 'policy-next', x: testKey('policy-next').x };
      return { ...document, number: 4, keys: [...document.keys, next] };
    });
    await govern(reader.governance, sandbox.ds, registryType, await ring.signedRegistry(rotated));
    expect(await sandbox.untilEffects(1)).toEqual([record.hash]);
    expect(await codes()).toEqual([]);
  });

  describe('under a key that ended long ago, whatever date it bears (J04)', () => {
    const iat = Date.parse('2001-07-01');
    const old = { by: 'policy-old', kid: 'policy-old', envelope: { iat } };
    const dated = (record: SignedRecord) => ({ ...record, timestamp: String(iat) });

    const start = async () => {
      const topic = await aTopic('policy', 1);
      const reader = await sandbox.read({ topics: [topic], retry: { attempts: 30 } });
      const registry = ring.registryDocument((document) => {
        const mine = document.keys.find(({ signer }) => signer === 'policy')!;
        const retired = { from: Date.parse('2001-01-01'), until: Date.parse('2002-01-01') };
        const key = { ...mine, kid: 'policy-old', x: testKey('policy-old').x, ...retired };
        return { ...document, number: 4, keys: [...document.keys, key] };
      });
      await govern(reader.governance, sandbox.ds, registryType, await ring.signedRegistry(registry));
      return { topic, chain: new Chain(topic) };
    };

    it('is not believed, tried again and then held, and its chain does not know it', async () => {
      const { topic, chain } = await start();
      const forged = await new Chain(topic).next(about(1), old);
      const good = await chain.next(about(2));
      await publish(topic, [dated(forged), good]);
      expect(await sandbox.untilEffects(1)).toEqual([good.hash]);
      await eventually(async () => (await codes()).length > 0);
      expect(await codes()).toEqual(['KEY_RETIRED']);
      expect(await gaps(sandbox.ds)).toEqual([]);
    });

    it('counts when its signer’s next word, under a key in use, names it: it was only late', async () => {
      const { topic, chain } = await start();
      const [first, second] = [await chain.next(about(1), old), await chain.next(about(2), old)];
      const next = await chain.next(about(3));
      await publish(topic, [dated(first), dated(second), next]);
      const effects = await sandbox.untilEffects(3);
      expect(effects).toEqual([next.hash, second.hash, first.hash]);
      expect([await codes(), await gaps(sandbox.ds)]).toEqual([[], []]);
    });
  });

  describe("of a source's topic", () => {
    const upstream: [string, string, (id: string) => TestRecord][] = [
      ['a tombstone', 'MALFORMED_RECORD', (id) => left({ ce_id: id }, null)],
      ['no id', 'MALFORMED_RECORD', () => without(left(), 'ce_id')],
      ['no subject', 'MALFORMED_RECORD', (id) => without(left({ ce_id: id }), 'ce_subject')],
      [
        'a time without zone',
        'MALFORMED_RECORD',
        (id) => left({ ce_id: id, ce_time: '2030-01-07 09:00:00' }),
      ],
      [
        'another version of CloudEvents',
        'MALFORMED_RECORD',
        (id) => left({ ce_id: id, ce_specversion: '0.3' }),
      ],
      ["another source's name", 'WRONG_WRITER', (id) => left({ ce_id: id, ce_source: 'itsm' })],
      ['another content type', 'HEADER_MISMATCH', (id) => left({ ce_id: id, 'content-type': 'text/plain' })],
      ['a signature that is none', 'MALFORMED_RECORD', (id) => left({ ce_id: id, ce_signature: 'trust me' })],
      ['more than 64 KiB', 'RECORD_TOO_LARGE', (id) => left({ ce_id: id }, Buffer.alloc(65_537, 32))],
      ['no JSON', 'MALFORMED_JSON', (id) => left({ ce_id: id }, '{"worker":')],
      ['a key twice', 'MALFORMED_JSON', (id) => left({ ce_id: id }, '{"worker":"a","worker":"b"}')],
      ['a dangerous key', 'MALFORMED_JSON', (id) => left({ ce_id: id }, '{"__proto__":{"power":true}}')],
      ['an unknown type', 'UNKNOWN_TYPE', (id) => left({ ce_id: id, ce_type: 'worker.promoted.v1' })],
      ['the type of a statement', 'UNKNOWN_TYPE', (id) => left({ ce_id: id, ce_type: 'policy.withdrew.v1' })],
      ['no key', 'WRONG_KEY', (id) => ({ ...left({ ce_id: id }), key: null })],
    ];

    it('is quarantined with a code', async () => {
      const topic = await aTopic('upstream.', 1);
      const source = topic.slice('upstream.'.length);
      const own = (record: TestRecord) => ({ ...record, headers: { ce_source: source, ...record.headers } });
      for (const [i, [, , record]] of upstream.entries()) await publish(topic, [own(record(`bad-${i}`))]);
      await publish(topic, [own(left({ ce_id: 'good' }))]);
      await sandbox.read({ topics: [topic] });
      expect(await sandbox.untilEffects(1)).toEqual(['good']);
      const held = await listQuarantine(sandbox.ds);
      expect(held.map(({ code }, i) => [upstream[i]?.[0], code])).toEqual(
        upstream.map(([what, code]) => [what, code]),
      );
    }, 60_000);

    it('is quarantined even if what is wrong with it cannot be written down as it is', async () => {
      const topic = await aTopic('upstream.', 1);
      const ce_source = topic.slice('upstream.'.length);
      const named = (name: string) =>
        `{"worker":"person:1","effective":"2030-01-07T09:00:00.000Z",${name}:1}`;
      await publish(topic, [
        left({ ce_source, ce_id: 'nul' }, named('"a\\u0000b"')),
        left({ ce_source, ce_id: 'half' }, named('"\\ud800"')),
        left({ ce_source, ce_id: 'good' }),
      ]);
      const judge: Script = (event, context) => {
        parseUpstream('worker.left.v1', JSON.parse(event.bytes.toString()));
        return sandbox.note(event, context);
      };
      const { transport } = await sandbox.read({ topics: [topic], handle: judge });
      expect(await sandbox.untilEffects(1)).toEqual(['good']);
      expect(transport.problems()).toEqual([]);
      const [nul, half] = await listQuarantine(sandbox.ds);
      expect(nul).toMatchObject({ code: 'SCHEMA_VIOLATION', message: expect.stringContaining('a\\u0000b') });
      expect(half).toMatchObject({ offset: '1' });
    });

    it('with an id that came before: the same event has no second effect, another one is reported (F09)', async () => {
      const topic = await aTopic('upstream.', 1);
      const ce_source = topic.slice('upstream.'.length);
      const changed = '{"worker":"person:2","effective":"2030-01-07T09:00:00.000Z"}';
      await publish(topic, [
        left({ ce_source }),
        left({ ce_source }),
        left({ ce_source }, changed),
        left({ ce_source, ce_subject: 'person:2' }),
      ]);
      await sandbox.read({ topics: [topic] });
      await sandbox.untilRead(4);
      expect(await sandbox.effects()).toEqual(['e-1']);
      expect(await codes()).toEqual(['DUPLICATE_ID', 'DUPLICATE_ID']);
    });
  });
});
