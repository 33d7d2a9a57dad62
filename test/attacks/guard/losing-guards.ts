import pg from 'pg';

/** A guard that is known to lose, in the fewest words: what it does between BEGIN and COMMIT for one half (`$1` person, `$2` side). */
export interface LosingGuard {
  readonly name: string;
  readonly isolation: 'READ COMMITTED' | 'REPEATABLE READ';
  /** Each a statement of its own; the last inserts only if it finds no other half. */
  readonly statements: readonly string[];
}

const insertUnless = `INSERT INTO half SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM half WHERE person = $1 AND side <> $2)`;

/** The losing guards of INVARIANTS, section 1. A harness in which they lose nothing proves nothing. */
export const losingGuards: readonly LosingGuard[] = [
  { name: 'check, then insert', isolation: 'READ COMMITTED', statements: [insertUnless] },
  {
    name: 'lock and check in one statement',
    isolation: 'READ COMMITTED',
    statements: [
      `WITH locked AS MATERIALIZED (SELECT id FROM person WHERE id = $1 FOR UPDATE)
       INSERT INTO half SELECT locked.id, $2 FROM locked WHERE NOT EXISTS (SELECT FROM half WHERE person = $1 AND side <> $2)`,
    ],
  },
  {
    name: 'the same lock as a statement of its own, under REPEATABLE READ',
    isolation: 'REPEATABLE READ',
    statements: ['SELECT FROM person WHERE id = $1 AND $2 <> 0 FOR UPDATE', insertUnless],
  },
];
/** What wins, by the same statements: the measure of the harness. */
export const winningGuard: LosingGuard = {
  name: 'lock as a statement of its own, then check, under READ COMMITTED',
  isolation: 'READ COMMITTED',
  statements: ['SELECT FROM person WHERE id = $1 AND $2 <> 0 FOR UPDATE', insertUnless],
};

/** Races so many pairs, sixteen clients in eight lanes; both transactions of a pair are open before either goes on. Gives the doubles. */
export async function raceLosing(url: string, guard: LosingGuard, pairs: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query('DROP TABLE IF EXISTS half, person');
  await pool.query('CREATE TABLE person (id int PRIMARY KEY); CREATE TABLE half (person int, side int)');
  await pool.query('INSERT INTO person SELECT generate_series(1, $1::int)', [pairs]);
  let next = 0;
  const lane = async () => {
    for (let person = (next += 1); person <= pairs; person = next += 1) {
      const both = await Promise.all([pool.connect(), pool.connect()]);
      await Promise.all(both.map((client) => client.query(`BEGIN ISOLATION LEVEL ${guard.isolation}`)));
      await Promise.all(both.map((client, side) => half(client, guard, person, side + 1)));
      for (const client of both) client.release();
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const { rows } = await pool.query<{ doubles: number }>(
    'SELECT count(*)::int AS doubles FROM (SELECT person FROM half GROUP BY person HAVING count(*) > 1) d',
  );
  await pool.end();
  return rows[0]?.doubles ?? -1;
}

async function half(client: pg.PoolClient, guard: LosingGuard, person: number, side: number): Promise<void> {
  try {
    for (const sql of guard.statements) await client.query(sql, [person, side]);
    await client.query('COMMIT');
  } catch {
    await client.query('ROLLBACK');
  }
}
