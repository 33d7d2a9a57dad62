import type { EntityManager } from 'typeorm';
import { anIssuer, theRequest, withdrew } from '../../test/an-issuer.js';
import { Sandbox } from '../../test/a-sandbox.js';
import { BatchHandler } from './batch-handler.js';
import type { Message } from './message.js';
import type { Partition, RawRecord } from './record.js';
import { RecordHandler } from './record-handler.js';
import { defaultRetry } from './retry.decision.js';

const place: Partition = { cluster: 'c', topic: 'policy', partition: 0 };
const at = (offset: number): RawRecord => ({
  ...place,
  offset: String(offset),
  key: Buffer.from('k'),
  value: null,
  headers: [],
  appendedAt: 0,
});
/** Without an id, so that nothing but the offset keeps its effect from coming twice. */
const message: Message = { type: 't', id: null, digest: '', payload: { hash: 'effect' }, statement: null };

describe('a batch of a partition that another process went on with', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    await sandbox.ds.query(`INSERT INTO consumer_offset VALUES ('c', 'policy', 0, 5)`);
  });
  afterAll(() => sandbox.database.drop());

  const aProcess = (meanwhile: () => Promise<unknown> = async () => undefined): BatchHandler => {
    const records = new RecordHandler({
      principal: 'reader',
      decoderOf: () => async () => message,
      dispatch: async (_, context) => {
        await meanwhile();
        await sandbox.note(message.payload, context);
      },
    });
    return new BatchHandler({ dataSource: sandbox.ds, records, topics: ['policy'], retry: defaultRetry });
  };
  const offset = async () =>
    (await sandbox.ds.query('SELECT next_offset::int AS n FROM consumer_offset'))[0].n;

  it('has no effect, and moves nothing', async () => {
    expect(await aProcess().handle(place, 5n, [at(5), at(7)])).toBe(8n); // the log may have holes
    await expect(aProcess().handle(place, 5n, [at(5), at(6)])).rejects.toMatchObject({
      code: 'OFFSET_MOVED',
    });
    expect([await sandbox.effects(), await offset()]).toEqual([['effect', 'effect'], 8]);
  });

  it('has no effect when both are at it at the same time: one is done, the other finds out', async () => {
    const both = await Promise.allSettled([1, 2].map(() => aProcess().handle(place, 5n, [at(5)])));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await sandbox.effects(), await offset()]).toEqual([['effect'], 6]);
  });

  it('is not handled by a zombie that slept in its transaction until the database ended it', async () => {
    let wake: () => void = () => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let begun: () => void = () => undefined;
    const working = new Promise<void>((resolve) => (begun = resolve));
    const zombie = aProcess(() => (begun(), asleep)).handle(place, 5n, [at(5)]);
    zombie.catch(() => undefined);
    await working;
    // only the zombie is in a transaction yet; its successor may be between two statements when the database looks
    const [sleeper] = await sandbox.database.force(
      `SELECT pid FROM pg_stat_activity WHERE usename = $1 AND state = 'idle in transaction'`,
      [sandbox.database.name],
    );
    const successor = aProcess().handle(place, 5n, [at(5)]);
    // what idle_in_transaction_session_timeout does after 30 s
    await sandbox.database.force('SELECT pg_terminate_backend($1)', [sleeper?.['pid']]);
    expect(await successor).toBe(6n);
    wake();
    await expect(zombie).rejects.toThrow();
    expect([await sandbox.effects(), await offset()]).toEqual([['effect'], 6]);
  });
});

describe('batches of two partitions that want the same things crosswise', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    await sandbox.ds.query(`INSERT INTO consumer_offset VALUES ('c', 'policy', 0, 0), ('c', 'policy', 1, 0)`);
    await sandbox.ds.query(`INSERT INTO effect (hash) VALUES ('a root')`);
  });
  afterAll(() => sandbox.database.drop());

  it('do not deadlock: the one that signed already commits what it has, and does the rest afterwards', async () => {
    const issuer = await anIssuer(sandbox.ds, ['policy']);
    const sign = (tx: EntityManager) => issuer.issue(tx, withdrew(), { topic: 'policy', key: theRequest });
    const lockRoot = (tx: EntityManager) => tx.query(`SELECT FROM effect WHERE hash = 'a root' FOR UPDATE`);
    let locked: () => void = () => undefined;
    const rootIsLocked = new Promise<void>((resolve) => (locked = resolve));
    const calls: string[] = [];
    const steps: Record<string, (tx: EntityManager) => Promise<unknown>> = {
      'signs first': async (tx) => (await sign(tx), rootIsLocked),
      'then wants the root': lockRoot,
      'locks the root, then signs': async (tx) => (await lockRoot(tx), locked(), sign(tx)),
    };
    const run = (partition: number, ...names: string[]) => {
      const records = new RecordHandler({
        principal: 'reader',
        decoderOf:
          () =>
          async ({ offset }) => ({ ...message, type: names[Number(offset)] as string }),
        dispatch: async ({ type }, { tx }) => (calls.push(type), void (await steps[type]?.(tx))),
      });
      const batches = new BatchHandler({
        dataSource: sandbox.ds,
        records,
        topics: ['policy'],
        retry: defaultRetry,
      });
      return batches.handle(
        { ...place, partition },
        0n,
        names.map((_, i) => at(i)),
      );
    };
    const ends = await Promise.all([
      run(0, 'signs first', 'then wants the root'),
      run(1, 'locks the root, then signs'),
    ]);
    expect(ends).toEqual([1n, 1n]);
    expect(calls.filter((call) => call === 'locks the root, then signs')).toHaveLength(1);
    const [{ n }] = await sandbox.ds.query('SELECT count(*)::int AS n FROM statement');
    expect(n).toBe(2);
  });
});

describe('a batch that takes long', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await Sandbox.open()));
  beforeEach(async () => {
    await sandbox.begin();
    await sandbox.ds.query(`INSERT INTO consumer_offset VALUES ('c', 'policy', 0, 0)`);
  });
  afterAll(() => sandbox.database.drop());

  const takes = (ms: number): BatchHandler => {
    let time = 0;
    const records = new RecordHandler({
      principal: 'reader',
      decoderOf: () => async () => message,
      dispatch: async () => void (time += ms),
    });
    const { ds } = sandbox;
    return new BatchHandler({
      dataSource: ds,
      records,
      topics: ['policy'],
      retry: defaultRetry,
      now: () => time,
    });
  };
  const five = [0, 1, 2, 3, 4].map(at);

  it('is committed after a second, and the rest is left for the next transaction', async () => {
    expect(await takes(400).handle(place, 0n, five)).toBe(3n);
    expect(await takes(400).handle(place, 3n, five.slice(3))).toBe(5n);
  });

  it('is done as a whole within a second, and by one record at least', async () => {
    expect(await takes(100).handle(place, 0n, five)).toBe(5n);
    expect(await takes(60_000).handle(place, 5n, [at(5), at(6)])).toBe(6n);
  });
});
