import type { Line, RequestId } from '@countersign/contracts';
import { clearanceLifeMs } from '@countersign/contracts/policy';
import type { EntityManager } from 'typeorm';
import { bareName } from '../world/reserved-items.decision.js';

/**
 * How long (ms) before its start what continues held access is cleared. At most the life of a clearance, so that nobody has more than a minute's notice
 * of a yes; half of it leaves the order time to arrive before the access it continues ends.
 */
export const continuationLeadMs = clearanceLifeMs / 2;

/** Slots held for a request from judgement until every line is absent. `starts` and `ends` in ms; `clearances`: how many were signed. */
export interface Reservation {
  readonly id: string;
  readonly request: RequestId;
  readonly starts: number;
  readonly ends: number | null;
  readonly clearances: number;
}

export interface NewReservation extends Reservation {
  readonly beneficiary: string;
  readonly items: readonly string[];
  readonly nested: readonly string[];
  readonly lines: readonly Line[];
  readonly allOrNothing: boolean;
}

/** Inserts the reservation with its lines; one per request, for ever (primary key and UNIQUE). Its first clearance is due as early as one can be that continues held access. */
export async function insertReservation(
  tx: EntityManager,
  { id, request, beneficiary, items, nested, starts, ends, lines, allOrNothing }: NewReservation,
): Promise<void> {
  await tx.query(
    `INSERT INTO reservation (id, request, beneficiary, items, nested, starts, ends, clear_at, all_or_nothing, state)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'live')`,
    [
      id,
      request,
      beneficiary,
      [...items],
      [...nested],
      starts,
      ends,
      starts - continuationLeadMs,
      allOrNothing,
    ],
  );
  const names = [...[...items, ...nested].map(bareName), ...lines.map(({ entitlement }) => entitlement)];
  await tx.query('INSERT INTO reserved_name (name, reservation) SELECT DISTINCT unnest($1::text[]), $2', [
    names,
    id,
  ]);
  for (const line of lines)
    await tx.query(
      `INSERT INTO reserved_line (reservation, system, account, permission, entitlement, scope, state)
       VALUES ($1, $2, $3, $4, $5, $6, 'reserved') ON CONFLICT DO NOTHING`,
      [id, line.system, line.account, line.permission, line.entitlement, JSON.stringify(line.scope)],
    );
}

const unapplied = `r.state = 'live' AND EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state = 'reserved')`;
/** What was made untrue before it was seen is judged again, applied or not. `$1`: now, ms. */
const isDue = `(r.state = 'live' AND r.judge_again OR ${unapplied}) AND r.clear_at <= $1 AND (r.ends IS NULL OR r.ends > $1)`;

/**
 * Requests whose reservation waits for a clearance that is due at `at` (ms): not over, and not all applied yet or to be judged again. The longest
 * due first; of what one change made untrue the later reserved first, so that of two that collide now the earlier stands. Read without a
 * lock: {@link reservationToClear} says whether it is still so.
 */
export async function requestsToClear(tx: EntityManager, at: number, limit: number): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT r.request FROM reservation r WHERE ${isDue} AND r.id IN (
       SELECT reservation FROM reserved_line WHERE state = 'reserved'
       UNION SELECT id FROM reservation WHERE state = 'live' AND judge_again)
     ORDER BY r.clear_at, r.reserved_at DESC, r.id LIMIT $2`,
    [at, limit],
  );
  return rows.map(({ request }) => request);
}

/**
 * The reservation of a request if it waits for a clearance that is due at `at` (ms), else null; locked, so that it stays so: a connector's answer
 * may end it without the request's lock. One that somebody else has locked is passed by.
 */
export async function reservationToClear(
  tx: EntityManager,
  request: string,
  at: number,
): Promise<Reservation | null> {
  const rows: (Omit<Reservation, 'starts' | 'ends'> & { starts: string; ends: string | null })[] =
    await tx.query(
      `SELECT r.id, r.request, r.starts, r.ends, r.clearances FROM reservation r WHERE ${isDue} AND r.request = $2 FOR UPDATE OF r SKIP LOCKED`,
      [at, request],
    );
  const row = rows[0];
  return row
    ? { ...row, starts: Number(row.starts), ends: row.ends === null ? null : Number(row.ends) }
    : null;
}

/**
 * Whether a reservation continues what its beneficiary has: each of its lines is applied or held for another reservation of hers that lasts until it
 * starts. Then it is cleared a little before its start, so that there is no gap.
 */
export async function continuesHeld(tx: EntityManager, id: string): Promise<boolean> {
  const [row] = await tx.query<[{ all: boolean }]>(
    `SELECT NOT EXISTS (
       SELECT 1 FROM reservation r JOIN reserved_line l ON l.reservation = r.id WHERE r.id = $1 AND NOT EXISTS (
         SELECT 1 FROM reservation o JOIN reserved_line m ON m.reservation = o.id
         WHERE o.beneficiary = r.beneficiary AND o.id <> r.id AND o.state = 'live' AND (o.ends IS NULL OR o.ends >= r.starts)
           AND m.system = l.system AND m.account = l.account AND m.permission = l.permission
           AND m.state IN ('applied', 'held'))) AS all`,
    [id],
  );
  return row.all;
}

/** Requests whose time was over by `at` (ms) before all of it was applied. */
export async function requestsOver(tx: EntityManager, at: number, limit: number): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT r.request FROM reservation r WHERE ${unapplied} AND r.ends <= $1 ORDER BY r.ends, r.id LIMIT $2`,
    [at, limit],
  );
  return rows.map(({ request }) => request);
}

/** A target refused what these clearances were to give: noted of reservations that are all or nothing. */
export async function markRefused(tx: EntityManager, clearances: readonly string[]): Promise<void> {
  if (clearances.length === 0) return;
  await tx.query(
    `UPDATE reservation r SET part_refused = true FROM clearance c
     WHERE c.hash = ANY($1) AND r.id = c.reservation AND r.all_or_nothing AND r.state = 'live'`,
    [[...clearances]],
  );
}

/** Requests that are all or nothing and were refused in part. */
export async function requestsRefusedInPart(tx: EntityManager, limit: number): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT request FROM reservation WHERE state = 'live' AND part_refused ORDER BY id LIMIT $1`,
    [limit],
  );
  return rows.map(({ request }) => request);
}

/** A clearance was signed: the next one, if it is needed, not before `next` (ms). */
export async function countClearance(tx: EntityManager, id: string, next: number): Promise<void> {
  await tx.query(
    'UPDATE reservation SET clearances = clearances + 1, clear_at = $2, judge_again = false WHERE id = $1',
    [id, next],
  );
}

/** No clearance of these requests before `until` (ms): what could not be judged keeps no other waiting. */
export async function postponeClearances(
  tx: EntityManager,
  requests: readonly string[],
  until: number,
): Promise<void> {
  await tx.query(`UPDATE reservation SET clear_at = $2 WHERE request = ANY($1) AND state = 'live'`, [
    [...requests],
    until,
  ]);
}

/** From now on the reservation's lines are only waited for to become absent. Its id, or null when there was none to end. */
export async function endReservation(tx: EntityManager, request: string): Promise<string | null> {
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `UPDATE reservation SET state = 'ending', ending_at = clock_timestamp() WHERE request = $1 AND state = 'live' RETURNING id`,
    [request],
  );
  return rows[0]?.id ?? null;
}
