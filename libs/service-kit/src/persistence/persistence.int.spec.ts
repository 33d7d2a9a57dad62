import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { eventually } from '../../test/eventually.js';
import { Ticker, eachApart, inTransaction, migrateService, openDataSource, sqlState } from './index.js';

class Things1700000000001 implements MigrationInterface {
  readonly name: string = 'Things1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE thing (id int PRIMARY KEY, n int NOT NULL)');
    await runner.query(`DO $$ BEGIN EXECUTE format('GRANT ALL ON thing TO %I', current_database()); END $$`);
  }
  async down(): Promise<void> {}
}
class More1700000000002 extends Things1700000000001 {
  override readonly name = 'More1700000000002';
  override async up(): Promise<void> {}
}

describe('persistence', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await aDatabase([Things1700000000001]);
  });
  afterAll(() => database.drop());

  describe('migrations', () => {
    it('are applied once, however many start at the same time', async () => {
      const fresh = { ...database.owner, migrations: [Things1700000000001, More1700000000002] };
      const applied = await Promise.all([1, 2, 3].map(() => migrateService(fresh)));
      expect(applied.flat()).toEqual(['More1700000000002']);
      await database.force(`DELETE FROM migrations WHERE name = 'More1700000000002'`);
    });

    it('wait for others that are at it for longer than for any lock', async () => {
      const other = await openDataSource(database.runtime);
      const held = other.createQueryRunner();
      await held.query('SELECT pg_advisory_lock($1)', [0x636f756e]);
      const mine = migrateService(database.owner, { lock_timeout: 100, statement_timeout: 200 });
      await sleep(1_000);
      await held.query('SELECT pg_advisory_unlock($1)', [0x636f756e]);
      await held.release();
      await other.destroy();
      expect(await mine).toEqual([]);
    });

    it('that did not run stop the start, by name', async () => {
      const newer = { ...database.runtime, migrations: [Things1700000000001, More1700000000002] };
      await expect(openDataSource(newer)).rejects.toMatchObject({
        code: 'SCHEMA_DRIFT',
        details: { missing: ['More1700000000002'], unknown: [] },
      });
    });

    it('of a newer build stop the start of an older one', async () => {
      await expect(openDataSource({ ...database.runtime, migrations: [] })).rejects.toMatchObject({
        code: 'SCHEMA_DRIFT',
        details: { missing: [], unknown: ['Things1700000000001'] },
      });
    });
  });

  describe('work item by item', () => {
    const things = async () => {
      const ds = await database.open();
      await ds.query('DELETE FROM thing');
      const add = (tx: EntityManager, id: number) => tx.query('INSERT INTO thing VALUES ($1, $1)', [id]);
      const kept = async () =>
        (await ds.query<{ id: number }[]>('SELECT id FROM thing ORDER BY id')).map(({ id }) => id);
      return { ds, add, kept };
    };

    it('goes on after one that failed, of which nothing is left', async () => {
      const { ds, add, kept } = await things();
      const failed: [number, string | undefined][] = [];
      await inTransaction(ds, (tx) =>
        eachApart(
          tx,
          [1, 2, 3],
          async (id) => {
            await add(tx, id);
            if (id === 2) await add(tx, 1);
          },
          (id, error) => failed.push([id, sqlState(error)]),
        ),
      );
      expect([await kept(), failed]).toEqual([[1, 3], [[2, '23505']]]);
    });

    it('ends with all of it undone when the database goes away, and needs a transaction', async () => {
      const { ds, add, kept } = await things();
      const work = (tx: EntityManager) => async (id: number) => {
        await add(tx, id);
        if (id === 2) await tx.query(`DO $$ BEGIN RAISE SQLSTATE '57P01'; END $$`);
      };
      const never = jest.fn();
      await expect(
        inTransaction(ds, (tx) => eachApart(tx, [1, 2, 3], work(tx), never)),
      ).rejects.toMatchObject({ driverError: { code: '57P01' } });
      expect(await kept()).toEqual([]);
      await expect(eachApart(ds.manager, [1], work(ds.manager), never)).rejects.toMatchObject({
        code: 'NOT_IN_TRANSACTION',
      });
      expect(never).not.toHaveBeenCalled();
    });
  });

  describe('the runtime role', () => {
    const appendOnly = [
      'statement',
      'inbox',
      'received',
      'quarantine_act',
      'chain_act',
      'governance_document',
    ];

    it.each(appendOnly)('may not change or delete anything in %s', async (table) => {
      const ds = await database.open();
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table}`])
        expect([sql, await ds.query(sql).catch(sqlState)]).toEqual([sql, '42501']);
      const update = await database.force(
        `SELECT count(*)::int AS n FROM information_schema.column_privileges
          WHERE grantee = $1 AND table_name = $2 AND privilege_type = 'UPDATE'`,
        [database.name, table],
      );
      expect(update).toEqual([{ n: 0 }]);
    });

    it('may change of the outbox only that a row was published, and deletes nowhere', async () => {
      const rows = await database.force(
        `SELECT column_name FROM information_schema.column_privileges
          WHERE grantee = $1 AND table_name = 'outbox' AND privilege_type = 'UPDATE' ORDER BY 1`,
        [database.name],
      );
      expect(rows.map(({ column_name }) => column_name)).toEqual(['published_at', 'published_to']);
      const deletes = await database.force(
        `SELECT table_name FROM information_schema.table_privileges
          WHERE grantee = $1 AND privilege_type IN ('DELETE', 'TRUNCATE') AND table_name <> 'thing'`,
        [database.name],
      );
      expect(deletes).toEqual([]);
    });
  });

  describe('inTransaction', () => {
    it('runs both of two that deadlock, and each of them once', async () => {
      const ds = await database.open();
      await ds.query('INSERT INTO thing VALUES (1, 0), (2, 0)');
      let met: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (met = resolve));
      let runs = 0;
      const crosswise = (first: number, second: number) =>
        inTransaction(ds, async (tx) => {
          const attempt = ++runs;
          await tx.query('UPDATE thing SET n = n + 1 WHERE id = $1', [first]);
          if (attempt === 2) met();
          await gate;
          await tx.query('UPDATE thing SET n = n + 1 WHERE id = $1', [second]);
        });
      await Promise.all([crosswise(1, 2), crosswise(2, 1)]);
      expect(runs).toBe(3);
      expect(await ds.query('SELECT n FROM thing ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
    });

    it('keeps nothing when the work throws, and throws what it threw', async () => {
      const ds = await database.open();
      const failure = new TypeError('no');
      const work = inTransaction(ds, async (tx) => {
        await tx.query('INSERT INTO thing VALUES (9, 9)');
        throw failure;
      });
      await expect(work).rejects.toBe(failure);
      expect(await ds.query('SELECT * FROM thing WHERE id = 9')).toEqual([]);
    });
  });

  describe('a ticker', () => {
    it('never runs twice at once, in two processes either, and goes on after a failure', async () => {
      let [now, most, runs] = [0, 0, 0];
      const run = async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, 15));
        now--;
        if (++runs === 3) throw new TypeError('once');
      };
      const tickers = await Promise.all(
        [1, 2].map(
          async () => new Ticker({ name: 'job', dataSource: await database.open(), everyMs: 10, run }),
        ),
      );
      tickers.forEach((ticker) => ticker.start());
      await eventually(() => runs > 8);
      await Promise.all(tickers.map((ticker) => ticker.stop()));
      const stoppedAt = runs;
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect({ most, more: runs - stoppedAt }).toEqual({ most: 1, more: 0 });
    });
  });
});
