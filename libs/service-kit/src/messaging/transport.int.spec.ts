import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { aTopic, asAdmin, publish } from '../../test/a-broker.js';
import { Chain, aRequest, theRequest } from '../../test/a-chain.js';
import type { Reader, ReaderOptions, Script } from '../../test/a-reader.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { withdrew } from '../../test/an-issuer.js';
import { eventually } from '../../test/eventually.js';
import { recordTraces, stopTraces } from '../../test/traces.js';
import { gaps } from './chain-gap.store.js';
import { OffsetMoved } from './errors.js';
import type { Lane } from './lane.js';
import { listQuarantine } from './quarantine.command.js';
import type { RecordContext } from './record.js';

/** Reads a real Kafka topic into a real database. */
describe('the transport', () => {
  let sandbox: Sandbox;
  let topic: string;
  let chain: Chain;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    topic = await aTopic('policy');
    chain = new Chain(topic);
  });
  afterEach(() => sandbox.end());
  afterAll(() => sandbox.database.drop());

  const note: Script = (payload, context) => sandbox.note(payload, context);
  const read = (options: Partial<ReaderOptions> = {}) => sandbox.read({ topics: [topic], ...options });
  const effects = () => sandbox.effects();
  const untilEffects = (n: number) => sandbox.untilEffects(n);
  const untilRead = (n: number) => sandbox.untilRead(n);
  const query = (sql: string) => sandbox.ds.query<Record<string, number>[]>(sql);
  const held = () => listQuarantine(sandbox.ds);

  it('hands over what was verified, in a transaction, and keeps the exact bytes', async () => {
    const [record] = await chain.some(1);
    let seen: { payload: unknown; context: RecordContext } | undefined;
    await read({ handle: (payload, context) => (seen = { payload, context }) });
    await publish(topic, [record!]);
    await eventually(() => seen);
    expect(seen!.payload).toMatchObject({
      type: 'policy.withdrew.v1',
      iss: 'policy',
      hash: record!.hash,
      jws: record!.value,
    });
    expect(seen!.context.record).toMatchObject({ topic, offset: '0', key: record!.key });
    await untilRead(1);
    const [kept] = await query(`SELECT hash, request, convert_from(jws, 'UTF8') AS jws FROM received`);
    expect(kept).toEqual({ hash: record!.hash, request: record!.key, jws: record!.value });
  });

  it('has one effect of a record that comes ten times, in one batch, later, and to two groups', async () => {
    const records = await chain.some(5);
    await read();
    await publish(topic, [...records, ...records]);
    await untilRead(10);
    await read();
    await publish(topic, Array.from({ length: 8 }, () => records).flat());
    await untilRead(50);
    expect((await effects()).sort()).toEqual(records.map(({ hash }) => hash).sort());
  });

  it('gives what comes again to whoever wants just that, and keeps a failure of it apart from what was done', async () => {
    const [record] = await chain.some(1);
    let again = 0;
    const handleAgain = () => {
      if ((again += 1) === 1) throw new OffsetMoved('not now');
    };
    await read({ handleAgain });
    await publish(topic, [record!]);
    await untilEffects(1);
    expect(again).toBe(0);
    await publish(topic, [record!]);
    await eventually(() => again === 2);
    expect(await effects()).toEqual([record!.hash]);
  });

  it('has the one effect of a genuine statement, whichever partition it lies on (F10)', async () => {
    const records = await chain.some(3, theRequest);
    const shiftedBy = (n: number) => records.map((record, at) => ({ ...record, partition: (at + n) % 3 }));
    await read();
    await publish(topic, shiftedBy(0)); // of three with one key two lie where they do not belong
    const hashes = records.map(({ hash }) => hash).sort();
    expect((await untilEffects(3)).sort()).toEqual(hashes);
    await publish(topic, [...shiftedBy(1), ...shiftedBy(2)]);
    await untilRead(9);
    expect((await effects()).sort()).toEqual(hashes);
    expect([await held(), await gaps(sandbox.ds)]).toEqual([[], []]);
  });

  it('rolls back and quarantines what a handler cannot handle, once, and goes on', async () => {
    const records = await chain.some(9);
    await read({
      handle: async (statement, context) => {
        await note(statement, context);
        if (statement.seq === 4) throw new TypeError('a bug');
      },
    });
    await publish(topic, [...records, ...records]);
    await untilRead(18);
    expect((await effects()).sort()).toEqual(
      records
        .filter(({ seq }) => seq !== 4)
        .map(({ hash }) => hash)
        .sort(),
    );
    expect(await held()).toMatchObject([
      { code: 'HANDLER_FAULT', message: 'a bug', topic, attempts: 1 },
      { code: 'HANDLER_FAULT', message: 'a bug', topic, attempts: 1 },
    ]);
  });

  it('goes on when a handler breaks its transaction and says nothing', async () => {
    const records = await chain.some(3);
    await read({
      handle: async (statement, context) => {
        if (statement.seq === 2) await context.tx.query('SELECT 1/0').catch(() => undefined);
        else await note(statement, context);
      },
      retry: { attempts: 1 },
    });
    await publish(topic, records);
    await untilRead(3);
    expect(await effects()).toHaveLength(2);
    expect(await held()).toMatchObject([{ code: 'DATABASE_REFUSED', attempts: 1 }]);
  });

  describe('when the process dies', () => {
    it('between the effect and the commit, the effect comes once', async () => {
      const [record] = await chain.some(1);
      let tries = 0;
      await read({
        handle: async (statement, context) => {
          await note(statement, context);
          if (++tries > 1) return;
          const [{ pid }] = await context.tx.query('SELECT pg_backend_pid() AS pid');
          await sandbox.database.force('SELECT pg_terminate_backend($1)', [pid]);
        },
      });
      await publish(topic, [record!]);
      await untilRead(1);
      expect({ tries, effects: await effects(), held: await held() }).toEqual({
        tries: 2,
        effects: [record!.hash],
        held: [],
      });
    });

    it('between the commit and telling Kafka, the successor reads on where the database stands', async () => {
      const records = await chain.some(6);
      await publish(topic, records);
      const first = await read();
      await untilRead(6);
      await first.close();
      const called: number[] = [];
      await read({ handle: (statement, context) => (called.push(statement.seq), note(statement, context)) });
      await publish(topic, await chain.some(1));
      await untilRead(7);
      expect(called).toEqual([7]);
      expect(await effects()).toHaveLength(7);
    });
  });

  it('reads another cluster from its beginning, without a second effect', async () => {
    const records = await chain.some(4);
    await publish(topic, records);
    await (await read().then(async (reader) => (await untilRead(4), reader))).close();
    await sandbox.database.force(`UPDATE consumer_offset SET cluster = 'wiped', next_offset = 1000`);
    await read();
    await eventually(
      async () =>
        (await query(`SELECT sum(next_offset)::int AS n FROM consumer_offset WHERE cluster <> 'wiped'`))[0]?.[
          'n'
        ] === 4,
    );
    expect(await effects()).toHaveLength(4);
  });

  it('reads a topic that was made anew from its beginning', async () => {
    await publish(topic, await chain.some(2));
    await (await read().then(async (reader) => (await untilRead(2), reader))).close();
    await query('UPDATE consumer_offset SET next_offset = next_offset + 500');
    await read();
    await eventually(async () => (await sandbox.offsets()) === 2);
    await publish(topic, await chain.some(1));
    await untilEffects(3);
  });

  describe('a failure that may pass', () => {
    const flaky = (fails: (seq: number, tries: number) => boolean) => {
      const tries = new Map<number, number>();
      const handle: Script = async (statement, context) => {
        const n = (tries.get(statement.seq) ?? 0) + 1;
        tries.set(statement.seq, n);
        if (fails(statement.seq, n)) throw new OffsetMoved('the request has not come yet');
        await note(statement, context);
      };
      return { tries, handle };
    };

    it('is tried again with pauses, and stalls nothing but its own key', async () => {
      const [one] = await chain.some(1, aRequest(1));
      const others = await chain.some(3, aRequest(2));
      const [behind] = await chain.some(1, aRequest(1));
      const { tries, handle } = flaky((seq, n) => seq === 1 && n < 4);
      await read({ handle });
      await publish(topic, [one!, ...others, behind!]);
      const order = await untilEffects(5);
      expect(tries.get(1)).toBe(4);
      expect(order.indexOf(behind!.hash)).toBeGreaterThan(order.indexOf(one!.hash));
      expect(order.indexOf(others[2]!.hash)).toBeLessThan(order.indexOf(one!.hash));
      expect(await held()).toEqual([]);
    });

    it('keeps later records of its key behind it, also those of later batches', async () => {
      const [one] = await chain.some(1, aRequest(1));
      const [other] = await chain.some(1, aRequest(2));
      const [behind] = await chain.some(1, aRequest(1));
      let passes = false;
      const { handle } = flaky((seq) => seq === 1 && !passes);
      await read({ handle, retry: { attempts: 1_000 } });
      await publish(topic, [one!]);
      await untilRead(1);
      await publish(topic, [behind!, other!]);
      await untilRead(3);
      expect(await effects()).toEqual([other!.hash]);
      passes = true;
      expect(await untilEffects(3)).toEqual([other!.hash, one!.hash, behind!.hash]);
    });

    it('that does not pass is held for a person after a bounded number of tries', async () => {
      const [record] = await chain.some(1, aRequest(1));
      const [behind] = await chain.some(1, aRequest(1));
      const { tries, handle } = flaky((seq) => seq === 1);
      await read({ handle, retry: { attempts: 5 } });
      await publish(topic, [record!, behind!]);
      expect(await untilEffects(1)).toEqual([behind!.hash]);
      expect(tries.get(1)).toBe(5);
      expect(await held()).toMatchObject([{ code: 'OFFSET_MOVED', attempts: 5 }]);
    });
  });

  describe('when the database is away', () => {
    it('is not ready, tries for as long as it takes, quarantines nothing and loses nothing', async () => {
      const reader = await read();
      await publish(topic, await chain.some(3));
      await untilEffects(3);
      await eventually(() => reader.transport.problems().length === 0);
      await sandbox.database.cutOff();
      await publish(topic, await chain.some(20));
      await eventually(() =>
        reader.transport.problems().some((problem) => problem.startsWith('cannot go on')),
      );
      await sleep(2_000);
      await sandbox.database.letIn();
      await untilEffects(23);
      await eventually(() => reader.transport.problems().length === 0);
      expect(await query('SELECT * FROM quarantine')).toEqual([]);
    }, 120_000);
  });

  it('finishes the record in hand when it is told to stop, and takes no more', async () => {
    const records = await chain.some(300, aRequest(1));
    let [begun, ended] = [0, 0];
    const reader = await read({
      handle: async (statement, context) => {
        begun++;
        await note(statement, context);
        await sleep(2);
        ended++;
      },
    });
    await publish(topic, records);
    await eventually(() => begun > 0);
    await reader.close();
    expect(begun).toBe(ended);
    expect(await effects()).toHaveLength(ended);
    expect(ended).toBeLessThan(300);
    expect(await sandbox.offsets()).toBe(ended);
  });

  // whatever it still does after that is an unhandled rejection, which fails this spec
  it('is told to stop at any moment of its joining the group', async () => {
    const urgent = await aTopic('policy', 1, '.urgent');
    for (const ms of [0, 50, 100, 200, 400, 800, 1_600]) {
      const reader = await read({ topics: [topic, urgent] });
      await sleep(ms);
      await reader.close();
    }
    await publish(topic, await chain.some(1));
    await read({ topics: [topic, urgent] });
    await untilEffects(1);
  });

  // within one client of kafkajs they would delete each other's offsets, and whoever reads on meanwhile crashes
  it('gives each of its consumers of the group a client of its own', async () => {
    const urgent = await aTopic('policy', 1, '.urgent');
    const consumers: number[] = [];
    const newClient = () => {
      const client = asAdmin();
      const nth = consumers.push(0) - 1;
      const consumer = client.consumer.bind(client);
      client.consumer = (config) => {
        consumers[nth]! += 1;
        return consumer(config);
      };
      return client;
    };
    await read({ topics: [topic, urgent], newClient });
    expect(consumers.filter((count) => count > 0)).toEqual([1, 1]);
  });

  it('reads removals while grants are stuck in a handler', async () => {
    const urgent = await aTopic('policy', 1, '.urgent');
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    await read({
      topics: [topic, urgent],
      handle: async (statement, context) => {
        if (statement.chain.includes(urgent)) await note(statement, context);
        else await gate;
      },
    });
    await publish(topic, await chain.some(12));
    await sleep(1_000);
    await publish(urgent, await new Chain(urgent).some(1));
    await untilEffects(1);
    release();
  });

  it('lets others join its group while a handler of its own takes long', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let stuck = false;
    const principal = `group-${process.pid}`;
    const handle: Script = async () => {
      stuck = true;
      await gate;
    };
    await read({ principal, handle });
    await publish(topic, await chain.some(1));
    await eventually(() => stuck);
    const other = await aTopic('policy', 1);
    await publish(other, await new Chain(other).some(1));
    await read({ principal, topics: [other] });
    await untilEffects(1);
    release();
  });

  it('knows nothing more of how far partitions are behind that another replica took over', async () => {
    const principal = `group-lag-${process.pid}`;
    const first = await read({ principal });
    await publish(topic, await chain.some(60));
    await untilEffects(60);
    const lags = ({ transport }: Reader) =>
      (transport as unknown as { lanes: Lane[] }).lanes.flatMap((lane) => [...lane.lag()]).length;
    await eventually(() => lags(first) === 3);
    await read({ principal });
    await eventually(() => lags(first) < 3, 20_000);
  }, 60_000);

  it('continues the trace of whoever published, in the handler', async () => {
    const spans = recordTraces();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const record = await chain.next(withdrew(), { headers: { traceparent } });
    let active: string | undefined;
    await read({ handle: () => (active = trace.getActiveSpan()?.spanContext().traceId) });
    await publish(topic, [record]);
    await eventually(() => active);
    const span = await eventually(() =>
      spans.getFinishedSpans().find(({ name }) => name === 'process policy.withdrew.v1'),
    );
    expect([active, span.parentSpanContext?.spanId]).toEqual([
      '0af7651916cd43dd8448eb211c80319c',
      'b7ad6b7169203331',
    ]);
    stopTraces();
  });
});
