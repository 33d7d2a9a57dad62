import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import type { Kafka, Producer, ProducerConfig } from 'kafkajs';
import type { DataSource, EntityManager } from 'typeorm';
import { aTopic, asAdmin, readAll } from '../../test/a-broker.js';
import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { LastIdRelay } from '../../test/last-id-relay.js';
import { recordTraces, stopTraces } from '../../test/traces.js';
import { ClusterWatch } from '../kafka/cluster-watch.js';
import { inTransaction } from '../persistence/index.js';
import { resendChain } from '../messaging/index.js';
import { OutboxRelay, type RelayOptions, readBacklog } from './index.js';
import { markOutboxWritten } from './outbox-signal.js';
import { unmarkOtherClusters } from './outbox.store.js';

const never = 3_600_000;

/** Carries rows to a real Kafka broker. */
describe('the outbox relay', () => {
  let database: TestDatabase;
  let ds: DataSource;
  let topic: string;
  let relays: OutboxRelay[];
  let watches: ClusterWatch[];

  beforeAll(async () => {
    database = await aDatabase();
  });
  beforeEach(async () => {
    await database.empty();
    ds = await database.open();
    topic = await aTopic('policy');
    [relays, watches] = [[], []];
  });
  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.stop()));
    await Promise.all(watches.map((watch) => watch.stop()));
  });
  afterAll(() => database.drop());

  function aRelay(options: Partial<RelayOptions> = {}): OutboxRelay {
    const { kafka = asAdmin() } = options;
    const cluster = new ClusterWatch(kafka);
    const relay = new OutboxRelay({ dataSource: ds, cluster, pollMs: 50, ...options, kafka });
    watches.push(cluster);
    relays.push(relay);
    return relay;
  }

  /** The broker, but what is sent to `hung` is begun (`hangs`) and arrives only after `release`. */
  function hangingOn(hung: string): { kafka: Kafka; hangs: Promise<void>; release: () => void } {
    const real = asAdmin();
    let [hang, release]: (() => void)[] = [];
    const hangs = new Promise<void>((resolve) => (hang = resolve));
    const released = new Promise<void>((resolve) => (release = resolve));
    const kafka = Object.assign(Object.create(real) as Kafka, {
      producer: (config: ProducerConfig) => {
        const producer = real.producer(config);
        const send: Producer['send'] = async (record) => {
          if (record.topic === hung) await (hang?.(), released);
          return producer.send(record);
        };
        return { ...producer, send };
      },
    });
    return { kafka, hangs, release: () => release?.() };
  }

  const queue = (tx: EntityManager, key: string, on = topic) =>
    tx.query(`INSERT INTO outbox (topic, key, record, headers) VALUES ($1, $2, $3, '{"ce_id": "x"}')`, [
      ...[on, key, Buffer.from(key)],
    ]);
  const keysOf = async (of = topic) => (await readAll(of)).map(({ key }) => key);
  const drained = () => eventually(async () => (await readBacklog(ds)).depth === 0);

  it('publishes a statement as it was signed, with its headers', async () => {
    const issuer = await anIssuer(ds, [topic]);
    const { jws, hash } = await inTransaction(ds, (tx) =>
      issuer.issue(tx, withdrew(), { topic, key: theRequest }),
    );
    aRelay().start();
    await drained();
    const [record] = await readAll(topic);
    expect(record).toMatchObject({
      key: theRequest,
      value: jws,
      headers: { ce_id: hash, ce_type: 'policy.withdrew.v1', 'content-type': 'application/jose' },
    });
  });

  it('publishes nothing that a caller of HTTP has put beside the headers of a row', async () => {
    const headers = { ce_id: 'x', baggage: `a=${'x'.repeat(5_000)}` };
    await ds.query(`INSERT INTO outbox (topic, key, record, headers) VALUES ($1, 'k', '\\x00', $2)`, [
      ...[topic, headers],
    ]);
    aRelay().start();
    await drained();
    expect((await readAll(topic)).map((record) => record.headers)).toEqual([{ ce_id: 'x' }]);
  });

  it('is woken by the commit of its own process, long before it would look', async () => {
    aRelay({ pollMs: never }).start();
    await sleep(3_000); // it found the cluster and now sleeps for an hour
    const issuer = await anIssuer(ds, [topic]);
    await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), { topic, key: theRequest }));
    await drained();
    const urgent = await aTopic('provisioning', 1, '.urgent');
    await inTransaction(ds, async (tx) => {
      await queue(tx, 'removal', urgent);
      markOutboxWritten(tx.queryRunner!, urgent);
    });
    await drained();
  }, 30_000);

  it('is not woken by work that was rolled back, and finds by itself what nobody rang for', async () => {
    aRelay().start();
    await inTransaction(ds, async (tx) => {
      await queue(tx, 'lost');
      markOutboxWritten(tx.queryRunner!, topic);
      throw new TypeError('rolled back');
    }).catch(() => undefined);
    await inTransaction(ds, (tx) => queue(tx, 'quiet'));
    await drained();
    expect(await keysOf()).toEqual(['quiet']);
  });

  describe('when transactions commit in another order than they took their positions', () => {
    /** `late` takes the lower position and commits after `early`; `look` runs between the two commits and after both. */
    async function crossing(look: () => Promise<unknown>): Promise<void> {
      let release: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (release = resolve));
      let queued: () => void = () => undefined;
      const ready = new Promise<void>((resolve) => (queued = resolve));
      const late = inTransaction(ds, async (tx) => {
        await queue(tx, 'late');
        queued();
        await gate;
      });
      await ready;
      await inTransaction(ds, (tx) => queue(tx, 'early'));
      await look();
      release();
      await late;
      await look();
    }

    it('(negative control) a relay that remembers the last position loses a row', async () => {
      const naive = new LastIdRelay(ds);
      await crossing(() => naive.pass());
      expect(naive.seen).toEqual(['early']);
    });

    it('loses none', async () => {
      aRelay().start();
      await crossing(drained);
      await drained();
      expect((await keysOf()).sort()).toEqual(['early', 'late']);
    }, 30_000);

    it('loses and repeats none of many, with two relays, where the one with a last position loses some', async () => {
      const naive = new LastIdRelay(ds);
      let writing = true;
      const watching = (async () => {
        while (writing) await naive.pass();
        await naive.pass();
      })();
      aRelay({ batch: 7 }).start();
      aRelay({ batch: 7 }).start();
      const writer = async (w: number) => {
        for (let i = 0; i < 60; i++)
          await inTransaction(ds, async (tx) => {
            await queue(tx, `${w}-${i}`);
            await sleep(Math.random() * 8);
          });
      };
      await Promise.all(Array.from({ length: 8 }, (_, w) => writer(w)));
      writing = false;
      await watching;
      await drained();
      const keys = await keysOf();
      expect({ records: keys.length, distinct: new Set(keys).size }).toEqual({ records: 480, distinct: 480 });
      expect(naive.seen.length).toBeLessThan(480);
    }, 60_000);
  });

  it('keeps the order of a chain', async () => {
    topic = await aTopic('policy', 1);
    const issuer = await anIssuer(ds, [topic]);
    aRelay({ batch: 5 }).start();
    const issue = () => inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), { topic, key: theRequest }));
    const issued = await Promise.all(Array.from({ length: 40 }, issue));
    await drained();
    const inChain = await ds.query('SELECT hash FROM statement ORDER BY seq');
    expect((await readAll(topic)).map(({ headers }) => headers['ce_id'])).toEqual(
      inChain.map((row: { hash: string }) => row.hash),
    );
    expect(issued).toHaveLength(40);
  }, 30_000);

  it('publishes a backlog of many times what a broker takes at once, in its order', async () => {
    topic = await aTopic('policy', 1);
    const large = Buffer.alloc(20_000, 65);
    await inTransaction(ds, async (tx) => {
      for (let i = 0; i < 150; i++)
        await tx.query(`INSERT INTO outbox (topic, key, record, headers) VALUES ($1, $2, $3, '{}')`, [
          ...[topic, `large-${i}`, large],
        ]);
    });
    aRelay().start();
    await drained();
    expect(await keysOf()).toEqual(Array.from({ length: 150 }, (_, i) => `large-${i}`));
  }, 30_000);

  it('lets removals not wait for a topic that hangs', async () => {
    const [urgent, hung] = [await aTopic('provisioning', 1, '.urgent'), await aTopic('policy')];
    await inTransaction(ds, (tx) => queue(tx, 'grant', hung));
    const { kafka, hangs, release } = hangingOn(hung);
    aRelay({ kafka, sendMs: 60_000 }).start();
    await hangs;
    await inTransaction(ds, (tx) => queue(tx, 'removal', urgent));
    await eventually(async () => (await keysOf(urgent)).includes('removal'), 20_000);
    expect(await keysOf(hung)).toEqual([]);
    release();
  }, 30_000);

  it('lets no other topic wait for long for one that hangs', async () => {
    const hung = await aTopic('policy');
    await inTransaction(ds, (tx) => queue(tx, 'grant', hung));
    const { kafka, hangs } = hangingOn(hung);
    aRelay({ kafka, sendMs: 3_000 }).start();
    await hangs;
    await inTransaction(ds, (tx) => queue(tx, 'other'));
    await eventually(async () => (await readBacklog(ds)).depth === 1);
    expect(await keysOf()).toEqual(['other']);
  }, 60_000);

  it('tries a topic that cannot be written for ever, and lets it stall no other', async () => {
    const missing = `policy.missing-${process.pid}`;
    await inTransaction(ds, async (tx) => {
      for (let i = 0; i < 20; i++) await queue(tx, `stuck-${i}`, missing);
      await queue(tx, 'free');
    });
    aRelay({ batch: 10 }).start();
    await eventually(async () => (await readBacklog(ds)).depth === 20);
    expect(await keysOf()).toEqual(['free']);
    const admin = asAdmin().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: missing, numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    await drained();
    expect(await keysOf(missing)).toHaveLength(20);
  }, 60_000);

  it('publishes everything again to another cluster than it was published to', async () => {
    await inTransaction(ds, (tx) => queue(tx, 'again'));
    await ds.query(`UPDATE outbox SET published_at = now(), published_to = 'a cluster that was wiped'`);
    aRelay().start();
    await eventually(async () => (await keysOf()).length === 1);
  }, 30_000);

  it('returns to another cluster in parts, and finds out by an index that there is nothing to return', async () => {
    await database.force(
      `INSERT INTO outbox (topic, key, record, headers, published_at, published_to)
       SELECT 'policy', 'k', '\\x00', '{}', now(), CASE WHEN n <= 1250 THEN 'a' WHEN n <= 2500 THEN 'z' ELSE 'm' END
         FROM generate_series(1, 20000) AS n`,
    );
    await database.force('ANALYZE outbox');
    expect(await unmarkOtherClusters(ds, 'm', 500)).toBe(2_500);
    await database.force('ANALYZE outbox');
    const scans = `SELECT seq_scan::int AS n FROM pg_stat_xact_user_tables WHERE relname = 'outbox'`;
    const [before, after] = await inTransaction(ds, async (tx) => {
      const first = await tx.query<[{ n: number }]>(scans);
      expect(await unmarkOtherClusters(tx, 'm')).toBe(0);
      return [first, await tx.query<[{ n: number }]>(scans)];
    });
    expect(after).toEqual(before);
  }, 30_000);

  it('publishes a part of a chain again when a reader misses it', async () => {
    const issuer = await anIssuer(ds, [topic]);
    for (let i = 0; i < 3; i++)
      await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), { topic, key: theRequest }));
    aRelay().start();
    await drained();
    const part = { chain: issuer.chainNameOn(topic), from: 2, to: null };
    const by = { actor: 'person:4711', reason: 'policy misses them' };
    expect(await resendChain(ds, part, by)).toBe(2);
    await drained();
    expect(await keysOf()).toHaveLength(5);
    expect(await ds.query('SELECT chain, act, about, actor, reason FROM chain_act')).toEqual([
      { chain: part.chain, act: 'resend', about: '2 to its end', ...by },
    ]);
    await expect(resendChain(ds, { ...part, from: 4 }, by)).rejects.toMatchObject({
      code: 'NOTHING_TO_RESEND',
    });
  }, 30_000);

  it('publishes what is there before it stops, and leaves the rest to the next start', async () => {
    const relay = aRelay({ pollMs: never });
    relay.start();
    await sleep(3_000);
    await inTransaction(ds, async (tx) => {
      for (let i = 0; i < 500; i++) await queue(tx, `k-${i}`);
    });
    await relay.stop();
    expect((await readBacklog(ds)).depth).toBe(0);
    await inTransaction(ds, (tx) => queue(tx, 'after'));
    await sleep(200);
    expect(await readBacklog(ds)).toMatchObject({ depth: 1, ageSeconds: expect.any(Number) });
  }, 30_000);

  it('continues the trace in which the statement was decided', async () => {
    const spans = recordTraces();
    const issuer = await anIssuer(ds, [topic]);
    await trace.getTracer('spec').startActiveSpan('decide', async (span) => {
      await inTransaction(ds, (tx) => issuer.issue(tx, withdrew(), { topic, key: theRequest }));
      span.end();
    });
    aRelay().start();
    await drained();
    const decided = spans
      .getFinishedSpans()
      .find(({ name }) => name === 'issue policy.withdrew.v1')!
      .spanContext();
    const published = await eventually(() =>
      spans.getFinishedSpans().find(({ name }) => name === 'publish policy.withdrew.v1'),
    );
    expect(published.parentSpanContext?.spanId).toBe(decided.spanId);
    const [record] = await readAll(topic);
    expect(record?.headers['traceparent']).toBe(`00-${decided.traceId}-${published.spanContext().spanId}-01`);
    stopTraces();
  }, 30_000);
});
