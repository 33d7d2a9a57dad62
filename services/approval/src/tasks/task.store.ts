import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { DecidableTask, Task, TaskState } from './task.js';

type Row = Omit<Task, 'deadline'> & { readonly deadline: string };
const toTask = (row: Row): Task => ({ ...row, deadline: Number(row.deadline) });
const select = `SELECT t.ha, t.request, t.hr, t.assessed, a.submitted, t.deadline, t.state
  FROM task t LEFT JOIN asked a ON a.request = t.request AND a.hr = t.hr`;

/** Keeps what was asked, for people to read. */
export async function keepAsked(
  tx: EntityManager,
  { hash, body }: Statement<'request.submitted.v1'>,
): Promise<void> {
  await tx.query('INSERT INTO asked (request, hr, submitted) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    body.request,
    hash,
    JSON.stringify(body),
  ]);
}

/**
 * One transaction at a time deals with the tasks of a request: what closes it for good and what opens a task would not see each other else.
 * Taken before any row of a task.
 */
export async function lockTasksOf(tx: EntityManager, request: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`tasks of ${request}`]);
}

/** Clocks of two replicas of policy differ by no more, ms: each from its database's by at most the 5 s of `CLOCK_SKEW_MS`. */
const clocksApartMs = 10_000;

/**
 * Whether a task is there of an assessment that policy signed later than the one in question: by its number in the same chain; in another
 * replica's, by a time that no difference of their clocks explains. In doubt, as at the same instant, the one that comes later is the later one:
 * policy assesses again only what it held before, or on a yes to the assessment before, which has come here then.
 */
const isOvertaken = `EXISTS (SELECT FROM task t JOIN received r ON r.hash = t.ha WHERE t.request = $2
  AND CASE WHEN r.chain = $7 THEN r.seq > $8::bigint ELSE t.opened_at > $5::bigint + ${clocksApartMs} END)`;
const isClosed = 'EXISTS (SELECT FROM closed_request WHERE request = $2)';

/**
 * Opens a task and closes those of earlier assessments of the same request. A request that is closed already opens none; nor does an assessment
 * that comes again, or after a later one: those close none either.
 */
export async function openTask(
  tx: EntityManager,
  { hash, iat, chain, seq, body }: Statement<'policy.assessed.v1'>,
): Promise<void> {
  await lockTasksOf(tx, body.request);
  const opened: { state: TaskState }[] = await tx.query(
    `INSERT INTO task (ha, request, hr, assessed, opened_at, deadline, state)
     SELECT $1, $2, $3, $4, $5, $6, CASE WHEN ${isClosed} OR ${isOvertaken} THEN 'closed' ELSE 'open' END
     ON CONFLICT DO NOTHING RETURNING state`,
    [hash, body.request, body.hr, JSON.stringify(body), iat, body.deadline, chain, seq],
  );
  if (opened[0]?.state === 'open') await closeTasks(tx, body.request, hash);
}

/** Closes a request's tasks for good: it was vetoed, withdrawn, denied, or nobody decided in time. */
export async function closeRequest(tx: EntityManager, request: string): Promise<void> {
  await lockTasksOf(tx, request);
  await tx.query('INSERT INTO closed_request (request) VALUES ($1) ON CONFLICT DO NOTHING', [request]);
  await closeTasks(tx, request, null);
}

/** Closes a request's tasks that are open or approved, save one. */
async function closeTasks(tx: EntityManager, request: string, but: string | null): Promise<void> {
  await tx.query(
    `UPDATE task SET state = 'closed' WHERE request = $1 AND ha IS DISTINCT FROM $2 AND state IN ('open', 'approved')`,
    [request, but],
  );
}

/** Locks a task. Null when there is none of this h(a). */
export async function lockTask(tx: EntityManager, ha: string): Promise<Task | null> {
  const rows: Row[] = await tx.query(`${select} WHERE t.ha = $1 FOR UPDATE OF t`, [ha]);
  return rows[0] ? toTask(rows[0]) : null;
}

/** A task with the signers' exact bytes, which h(r) and h(a) are the hashes of. */
export interface ShownTask extends DecidableTask {
  readonly bytes: { readonly submitted: string; readonly assessed: string };
}

type ShownRow = Row & Omit<ShownTask, 'deadline'>;
const selectShown = `SELECT t.ha, t.request, t.hr, t.assessed, a.submitted, t.deadline, t.state, json_build_object(
    'submitted', convert_from(r.jws, 'UTF8'), 'assessed', convert_from(f.jws, 'UTF8')) AS bytes
  FROM task t JOIN asked a USING (request, hr) JOIN received r ON r.hash = t.hr JOIN received f ON f.hash = t.ha`;
const toShown = (row: ShownRow): ShownTask => ({ ...row, deadline: Number(row.deadline) });

/** A task in whatever state, not locked. Null when there is none of this h(a), or its request has not come yet. */
export async function taskToShow(tx: EntityManager, ha: string): Promise<ShownTask | null> {
  const rows: ShownRow[] = await tx.query(`${selectShown} WHERE t.ha = $1`, [ha]);
  return rows[0] ? toShown(rows[0]) : null;
}

/** Open tasks whose deadline lies after `at` (ms), in the order of h(a); `after` is the last h(a) of the page before. */
export async function openTasks(
  tx: EntityManager,
  at: number,
  after: string | null,
  limit: number,
): Promise<ShownTask[]> {
  const rows: ShownRow[] = await tx.query(
    `${selectShown}
     WHERE t.state = 'open' AND t.deadline > $1 AND ($2::text IS NULL OR t.ha > $2) ORDER BY t.ha LIMIT $3`,
    [at, after, limit],
  );
  return rows.map(toShown);
}

/**
 * Open tasks whose deadline has passed at `at` (ms), locked, their requests first ({@link lockTasksOf}). Those whose request somebody else is dealing
 * with are left for the next look.
 */
export async function overdueTasks(tx: EntityManager, at: number, limit: number): Promise<Task[]> {
  const overdue: { request: string }[] = await tx.query(
    `SELECT request FROM task WHERE state = 'open' AND deadline <= $1 ORDER BY deadline LIMIT $2`,
    [at, limit],
  );
  const free: { request: string }[] = await tx.query(
    `SELECT request FROM unnest($1::text[]) AS request WHERE pg_try_advisory_xact_lock(hashtextextended('tasks of ' || request, 0))`,
    [overdue.map(({ request }) => request)],
  );
  const rows: Row[] = await tx.query(
    `${select} WHERE t.request = ANY($1) AND t.state = 'open' AND t.deadline <= $2 ORDER BY t.deadline FOR UPDATE OF t`,
    [free.map(({ request }) => request), at],
  );
  return rows.map(toTask);
}

/** Moves a task that the caller has locked. */
export async function moveTask(tx: EntityManager, ha: string, to: TaskState): Promise<void> {
  await tx.query('UPDATE task SET state = $2 WHERE ha = $1', [ha, to]);
}
