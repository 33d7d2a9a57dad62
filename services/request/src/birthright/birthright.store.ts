import type { EntityManager } from 'typeorm';
import type { Standing } from './birthright.decision.js';

/**
 * Birthright requests of a person that stand: neither taken back, nor vetoed or withdrawn whole by policy. What fell there is asked again only
 * on a new fact: on the old one it would be the same request.
 */
export async function standingBirthrights(tx: EntityManager, person: string): Promise<Standing[]> {
  return tx.query(
    `SELECT b.request, b.birthright FROM birthright b
     WHERE b.person = $1 AND NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.request = b.request)
       AND NOT EXISTS (SELECT 1 FROM story_step s WHERE s.refs @> ARRAY[b.request]
         AND (s.type = 'policy.vetoed.v1' OR s.type = 'policy.withdrew.v1' AND s.body->'clearance' = 'null'))
     ORDER BY b.request`,
    [person],
  );
}

/** Remembers why a request exists; the same once more changes nothing. */
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

/**
 * Notes that a bundle is in force; everybody of whom a source said that she works here is due at `at` (ms) when it is a new one. False when a
 * higher number was noted: this process has not yet read the bundle that the others go by.
 */
export async function noteBundle(tx: EntityManager, number: number, at: number): Promise<boolean> {
  const noted: unknown[] = await tx.query(
    'INSERT INTO bundle_considered (number) VALUES ($1) ON CONFLICT DO NOTHING RETURNING number',
    [number],
  );
  const higher: unknown[] = await tx.query('SELECT 1 FROM bundle_considered WHERE number > $1 LIMIT 1', [
    number,
  ]);
  if (higher.length > 0) return false;
  if (noted.length > 0)
    await tx.query(
      `INSERT INTO worker_due (person, at)
       SELECT DISTINCT data->>'worker', $1::bigint FROM fact WHERE type = 'worker.hired.v1' AND power ON CONFLICT DO NOTHING`,
      [at],
    );
  return true;
}

/** Comes back to a person at `at` (ms), when a fact about her takes effect. */
export async function rememberDue(tx: EntityManager, person: string, at: number): Promise<void> {
  await tx.query('INSERT INTO worker_due (person, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [person, at]);
}

/** People who are due by `at` (ms), the longest due first, locked; those whom somebody else considers now are passed over. */
export async function duePeople(tx: EntityManager, at: number, limit: number): Promise<string[]> {
  const rows: { person: string }[] = await tx.query(
    'SELECT person FROM worker_due WHERE at <= $1 ORDER BY at, person LIMIT $2 FOR UPDATE SKIP LOCKED',
    [at, limit],
  );
  return [...new Set(rows.map(({ person }) => person))].sort();
}

/** A person was considered with everything that was due by `at` (ms). */
export async function forgetDue(tx: EntityManager, person: string, at: number): Promise<void> {
  await tx.query('DELETE FROM worker_due WHERE person = $1 AND at <= $2', [person, at]);
}
