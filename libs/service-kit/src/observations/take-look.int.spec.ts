import type { Observed, Seen } from '@countersign/contracts/observer';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { type TestDatabase, aDatabase } from '../../test/a-database.js';
import { eventually } from '../../test/eventually.js';
import { inTransaction } from '../persistence/index.js';
import { observationTables, takeLook } from './index.js';

class Observations1700000000001 implements MigrationInterface {
  readonly name = 'Observations1700000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(observationTables);
  }
  async down(): Promise<void> {}
}

const now = 1_000_000;
const holding = (account: string) => ({
  ...{ account, permission: 'role:r', grantor: null, via: [], options: [] },
});
/** A part of a look, which names the part by the account that holds something in it. */
const part = (at: number, change: object = {}) =>
  ({
    ...{ system: 'erp', observation: 'o-1', begun: 1_000, ended: 1_000, part: at, of: 2, oddities: [] },
    ...{ holdings: [holding(`u${at}`)], ...change },
  }) as unknown as Observed;

describe('a look at a system, part by part', () => {
  let database: TestDatabase;
  let ds: DataSource;
  let warned: string[];
  beforeAll(async () => (database = await aDatabase([Observations1700000000001])));
  beforeEach(async () => {
    await database.empty();
    ds = await database.open();
    warned = [];
  });
  afterAll(() => database.drop());

  const deps = { clock: { now: () => now }, log: { warn: (message: string) => void warned.push(message) } };
  const take = (body: Observed) => inTransaction(ds, (tx) => takeLook(deps, tx, body));
  const accounts = (seen: Seen | null) => seen?.holdings.map(({ account }) => account);
  const kept = async () =>
    (await database.force('SELECT system, observation, part FROM observation_part ORDER BY 1, 3')).map(
      (row) => Object.values(row).join(' '),
    );

  it('is whole with its last part, in the order of its parts, and keeps nothing then', async () => {
    expect(await take(part(2))).toBeNull();
    expect(await take(part(2))).toBeNull();
    expect(accounts(await take(part(1)))).toEqual(['u1', 'u2']);
    expect(await kept()).toEqual([]);
  });

  it('is whole although its two parts came at the same instant', async () => {
    await take(part(1, { begun: 500, of: 1 }));
    let first: Seen | null = null;
    let second: Seen | null = null;
    await inTransaction(ds, async (tx) => {
      first = await takeLook(deps, tx, part(1));
      const other = take(part(2)).then((seen) => (second = seen));
      const waits = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await Promise.race([other, eventually(async () => (await database.force(waits)).length > 0)]);
    });
    await eventually(() => second !== null);
    expect([first, accounts(second)]).toEqual([null, ['u1', 'u2']]);
  });

  it('drops what had come of another look at the system, and of no other system', async () => {
    await take(part(1, { system: 'crm' }));
    await take(part(1));
    for (const other of [{ observation: 'o-2' }, { begun: 1_001 }, { of: 3 }]) {
      await take(part(2, other));
      expect(await kept()).toEqual(['crm o-1 1', `erp ${other.observation ?? 'o-1'} 2`]);
    }
  });

  it('keeps no more than one look of parts that never end', async () => {
    for (let at = 0; at < 20; at += 1) await take(part(1, { observation: `o-${at}`, begun: 1_000 + at }));
    expect(await kept()).toEqual(['erp o-19 1']);
  });

  it('tells nothing where a later one was taken in, and keeps nothing of it', async () => {
    await take(part(1, { begun: 2_000, of: 1 }));
    expect(await take(part(1, { begun: 1_999, of: 1 }))).toBeNull();
    expect(await take(part(1, { begun: 1_999 }))).toBeNull();
    expect([await kept(), warned.length]).toEqual([[], 2]);
  });

  it('that claims to be of tomorrow counts as of now', async () => {
    expect((await take(part(1, { begun: now + 86_400_000, of: 1 })))?.begun).toBe(now);
    expect(accounts(await take(part(1, { begun: now, of: 1 })))).toEqual(['u1']);
  });
});
