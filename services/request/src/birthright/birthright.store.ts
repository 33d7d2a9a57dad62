import type { EntityManager } from 'typeorm';
import { noteForSwaps } from '../swap/swap.store.js';

/** A birthright request: for whom, by which rule, on which fact, and under which bundle it was asked. */
export interface BirthrightAsked {
  readonly request: string;
  readonly person: string;
  readonly birthright: string;
  readonly ground: string;
  readonly bundle: number;
}

/** A birthright request, and whether it was taken back; `unfitFrom`: by us, under which bundle; null: it was not, or by somebody. */
export interface BirthrightKept extends BirthrightAsked {
  readonly isTakenBack: boolean;
  readonly unfitFrom: number | null;
}

/** All birthright requests of a person, in order of ids. */
export async function birthrightsOf(tx: EntityManager, person: string): Promise<BirthrightKept[]> {
  const rows: (BirthrightAsked & { bundle: string; isTakenBack: boolean; unfitFrom: string | null })[] =
    await tx.query(
      `SELECT b.*, w.request IS NOT NULL AS "isTakenBack", w.bundle AS "unfitFrom"
       FROM birthright b LEFT JOIN withdrawal w USING (request) WHERE b.person = $1 ORDER BY b.request`,
      [person],
    );
  return rows.map(({ bundle, unfitFrom, ...row }) => ({
    ...row,
    bundle: Number(bundle),
    unfitFrom: unfitFrom === null ? null : Number(unfitFrom),
  }));
}

/** Remembers why a request exists; the same once more changes nothing. */
export async function insertBirthright(tx: EntityManager, asked: BirthrightAsked): Promise<void> {
  const { request, person, birthright, ground, bundle } = asked;
  await tx.query(
    'INSERT INTO birthright (request, person, birthright, ground, bundle) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [request, person, birthright, ground, bundle],
  );
}

/** Comes back at `at` (ms) to whose birthright a request is that fell, or for which a birthright was given up; nothing for any other request. */
export async function rememberFallen(tx: EntityManager, request: string, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO worker_due (person, at) SELECT DISTINCT person, $2::bigint FROM birthright
     WHERE request = $1 OR request IN (SELECT dropped FROM exchange WHERE request = $1) ON CONFLICT DO NOTHING`,
    [request, at],
  );
}

/**
 * Notes that a bundle is in force. When it is a new one, everybody of whom a source said that she works here is due at `at` (ms), and so is every
 * request that is not over: what it gave may have a newer version.
 */
export async function noteBundle(tx: EntityManager, number: number, at: number): Promise<void> {
  const noted: unknown[] = await tx.query(
    'INSERT INTO bundle_considered (number) VALUES ($1) ON CONFLICT DO NOTHING RETURNING number',
    [number],
  );
  if (noted.length === 0) return;
  await tx.query(
    `INSERT INTO worker_due (person, at)
     SELECT DISTINCT data->>'worker', $1::bigint FROM fact WHERE type = 'worker.hired.v1' AND power ON CONFLICT DO NOTHING`,
    [at],
  );
  await noteForSwaps(tx, at);
}

/** Whether a higher number than this was noted: then this process has not yet read the bundle that the others go by. */
export async function knowsLaterBundle(tx: EntityManager, number: number): Promise<boolean> {
  const higher: unknown[] = await tx.query('SELECT 1 FROM bundle_considered WHERE number > $1 LIMIT 1', [
    number,
  ]);
  return higher.length > 0;
}

/** Comes back to a person at `at` (ms), when a fact about her takes effect. */
export async function rememberDue(tx: EntityManager, person: string, at: number): Promise<void> {
  await tx.query('INSERT INTO worker_due (person, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [person, at]);
}

/** Somebody who is due, and the instants (ms) at which she became so. */
export interface DuePerson {
  readonly person: string;
  readonly since: readonly number[];
}

/** People who are due by `at` (ms), the longest due first, locked; those whom somebody else considers now are passed over. In order of ids. */
export async function duePeople(tx: EntityManager, at: number, limit: number): Promise<DuePerson[]> {
  const rows: { person: string; at: string }[] = await tx.query(
    'SELECT person, at FROM worker_due WHERE at <= $1 ORDER BY at, person LIMIT $2 FOR UPDATE SKIP LOCKED',
    [at, limit],
  );
  return [...new Set(rows.map(({ person }) => person))].sort().map((person) => ({
    person,
    since: rows.filter((row) => row.person === person).map((row) => Number(row.at)),
  }));
}

/** A person was considered with what had made her due; what has made her due since then stays. */
export async function forgetDue(tx: EntityManager, { person, since }: DuePerson): Promise<void> {
  await tx.query('DELETE FROM worker_due WHERE person = $1 AND at = ANY($2)', [person, [...since]]);
}
