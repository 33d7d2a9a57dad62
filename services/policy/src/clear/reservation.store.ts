import type { Hash, Line, RequestId, RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Slots held for a request from judgement until every line is absent. `starts` and `ends` in ms. */
export interface Reservation {
  readonly id: string;
  readonly request: RequestId;
  readonly starts: number;
  readonly ends: number | null;
}

export interface NewReservation extends Reservation {
  readonly beneficiary: string;
  readonly items: readonly string[];
  readonly lines: readonly Line[];
}

/** Inserts the reservation with its lines; one per request, for ever (primary key and UNIQUE). */
export async function insertReservation(
  tx: EntityManager,
  { lines, ...reservation }: NewReservation,
): Promise<void> {
  await tx.query(
    `INSERT INTO reservation (id, request, beneficiary, items, starts, ends, state) VALUES ($1, $2, $3, $4, $5, $6, 'live')`,
    [
      reservation.id,
      reservation.request,
      reservation.beneficiary,
      [...reservation.items],
      reservation.starts,
      reservation.ends,
    ],
  );
  for (const line of lines)
    await tx.query(
      `INSERT INTO reserved_line (reservation, system, account, permission, entitlement, state) VALUES ($1, $2, $3, $4, $5, 'reserved')
       ON CONFLICT DO NOTHING`,
      [reservation.id, line.system, line.account, line.permission, line.entitlement],
    );
}

/** The reservation of a request that still holds slots; null when it has none. */
export async function reservationOf(tx: EntityManager, request: string): Promise<Reservation | null> {
  const rows: { id: string; request: RequestId; starts: string; ends: string | null }[] = await tx.query(
    `SELECT id, request, starts, ends FROM reservation WHERE request = $1 AND state = 'live'`,
    [request],
  );
  const row = rows[0];
  return row
    ? { ...row, starts: Number(row.starts), ends: row.ends === null ? null : Number(row.ends) }
    : null;
}

/** Remembers a clearance as open until it is used, lapses or is withdrawn. */
export async function insertClearance(
  tx: EntityManager,
  clearance: {
    readonly hash: Hash;
    readonly request: string;
    readonly reservation: string;
    readonly applyBefore: number;
  },
  roots: readonly RootEpoch[],
): Promise<void> {
  await tx.query(
    `INSERT INTO clearance (hash, request, reservation, roots, apply_before, state) VALUES ($1, $2, $3, $4, $5, 'open')`,
    [
      clearance.hash,
      clearance.request,
      clearance.reservation,
      roots.map(({ root }) => root),
      clearance.applyBefore,
    ],
  );
}

/** Requests whose reservation waits for a clearance at `at` (ms): started, not applied yet, and no clearance that can still be used. */
export async function requestsToClear(tx: EntityManager, at: number, limit: number): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT r.request FROM reservation r
     WHERE r.state = 'live' AND r.starts <= $1 AND (r.ends IS NULL OR r.ends > $1)
       AND EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state = 'reserved')
       AND NOT EXISTS (SELECT 1 FROM clearance c WHERE c.reservation = r.id AND c.state = 'open' AND c.apply_before + 5000 > $1)
     ORDER BY r.starts LIMIT $2`,
    [at, limit],
  );
  return rows.map(({ request }) => request);
}

/** Marks clearances that ran out unused. */
export async function lapseClearances(tx: EntityManager, request: string, at: number): Promise<void> {
  await tx.query(
    `UPDATE clearance SET state = 'lapsed' WHERE request = $1 AND state = 'open' AND apply_before <= $2`,
    [request, at],
  );
}

/** Withdraws open clearances of a request; their hashes, to be said in the same transaction. */
export async function withdrawClearances(tx: EntityManager, request: string): Promise<Hash[]> {
  const [rows] = await tx.query<[{ hash: Hash }[], number]>(
    `UPDATE clearance SET state = 'withdrawn' WHERE request = $1 AND state IN ('open', 'lapsed') RETURNING hash`,
    [request],
  );
  return rows.map(({ hash }) => hash);
}

/** From now on the reservation's lines are only waited for to become absent. */
export async function endReservation(tx: EntityManager, request: string): Promise<boolean> {
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `UPDATE reservation SET state = 'ending', ending_at = clock_timestamp() WHERE request = $1 AND state = 'live' RETURNING id`,
    [request],
  );
  return rows.length > 0;
}
