import { SilentProxy } from '@countersign/testing/database';
import type { DataSource } from 'typeorm';
import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { createDataSource } from './data-source.js';
import { inTransaction, isDatabaseUnavailable } from './index.js';

interface Bounds {
  readonly statement_timeout: number;
  readonly query_timeout: number;
}

/** A host that vanishes says nothing: no end of the connection, no refusal. */
describe('a database that has fallen silent', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let ds: DataSource;
  beforeAll(async () => {
    database = await aDatabase();
  });
  beforeEach(async () => {
    proxy = await SilentProxy.to(database.runtime.url);
    const options = { ...database.runtime, url: proxy.url, poolSize: 1 };
    ds = await createDataSource(options, { statement_timeout: 200, query_timeout: 500 }).initialize();
  });
  afterEach(async () => {
    await ds.destroy();
    proxy.close();
  });
  afterAll(() => database.drop());

  const one = (db: Pick<DataSource, 'query'>) => db.query('SELECT 1 AS one');
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each([
    ['a statement', () => one(ds)],
    ['a transaction', () => inTransaction(ds, one)],
  ])('fails %s in time, as away, and the next one has a connection of its own', async (_, ask) => {
    await ask();
    proxy.fallSilent();
    expect(isDatabaseUnavailable(await failure(ask()))).toBe(true);
    expect(await ask()).toEqual([{ one: 1 }]);
    await proxy.untilOpen(1);
  });

  it('fails what a transaction asks in its middle, and what comes after it there at once', async () => {
    const asked: unknown[] = [];
    const work = inTransaction(ds, async (tx) => {
      await one(tx);
      proxy.fallSilent();
      asked.push(await failure(one(tx)), await failure(one(tx)));
    });
    expect(isDatabaseUnavailable(await failure(work))).toBe(true);
    expect(asked.map(isDatabaseUnavailable)).toEqual([true, true]);
    expect(await one(ds)).toEqual([{ one: 1 }]);
  });

  it('is told from one that is slow: that one ends its statement itself, and keeps the connection', async () => {
    const pid = () => ds.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
    const before = await pid();
    expect(await failure(ds.query('SELECT pg_sleep(10)'))).toMatchObject({ code: '57014' });
    expect(await pid()).toEqual(before);
  });

  it('is waited for by services a little longer than the database itself lets a statement run', () => {
    const { extra } = createDataSource(database.runtime).options as { readonly extra: Bounds };
    expect(extra.query_timeout).toBeGreaterThan(extra.statement_timeout);
    expect(extra).toMatchObject({ keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
  });
});
