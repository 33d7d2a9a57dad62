import type { EntityManager } from 'typeorm';
import type { Standing } from './birthright.decision.js';

/** Birthright requests of a person that were not taken back. */
export async function standingBirthrights(tx: EntityManager, person: string): Promise<Standing[]> {
  return tx.query(
    `SELECT b.request, b.birthright FROM birthright b
     WHERE b.person = $1 AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.request = b.request) ORDER BY b.request`,
    [person],
  );
}

export async function insertBirthright(
  tx: EntityManager,
  request: string,
  person: string,
  birthright: string,
): Promise<void> {
  await tx.query(
    'INSERT INTO birthright (request, person, birthright) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [request, person, birthright],
  );
}

/** Comes back to a person at `at` (ms), when a fact about her takes effect. */
export async function rememberDue(tx: EntityManager, person: string, at: number): Promise<void> {
  await tx.query('INSERT INTO worker_due (person, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [person, at]);
}

/** Takes the people whose facts have taken effect by `at` (ms). */
export async function takeDue(tx: EntityManager, at: number, limit: number): Promise<string[]> {
  const [rows] = await tx.query<[{ person: string }[], number]>(
    `DELETE FROM worker_due WHERE (person, at) IN (
       SELECT person, at FROM worker_due WHERE at <= $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING person`,
    [at, limit],
  );
  return [...new Set(rows.map(({ person }) => person))].sort();
}
