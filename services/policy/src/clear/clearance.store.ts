import type { Hash, RequestId, RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** A clearance as it was signed. `bundle`: the number of the law it was judged by. */
export interface Clearance {
  readonly hash: Hash;
  readonly request: string;
  readonly reservation: string;
  readonly roots: readonly RootEpoch[];
  readonly bundle: number;
  readonly applyBefore: number;
}

/** Remembers a clearance as open until it lapses or is withdrawn. */
export async function insertClearance(tx: EntityManager, clearance: Clearance): Promise<void> {
  const { hash, request, reservation, roots, bundle, applyBefore } = clearance;
  await tx.query(
    `INSERT INTO clearance (hash, request, reservation, roots, bundle, apply_before, state) VALUES ($1, $2, $3, $4, $5, $6, 'open')`,
    [hash, request, reservation, roots.map(({ root }) => root), bundle, applyBefore],
  );
}

/** Whether any clearance was ever signed on a reservation: if none was, nothing of it can have reached a target. */
export async function wasCleared(tx: EntityManager, reservation: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM clearance WHERE reservation = $1 LIMIT 1', [
    reservation,
  ]);
  return rows.length > 0;
}

/** Marks clearances that ran out. */
export async function lapseClearances(tx: EntityManager, request: string, at: number): Promise<void> {
  await tx.query(
    `UPDATE clearance SET state = 'lapsed' WHERE request = $1 AND state = 'open' AND apply_before <= $2`,
    [request, at],
  );
}

/** Withdraws the clearances of a request. */
export async function withdrawClearances(tx: EntityManager, request: string): Promise<void> {
  await tx.query(
    `UPDATE clearance SET state = 'withdrawn' WHERE request = $1 AND state IN ('open', 'lapsed')`,
    [request],
  );
}

/** A clearance that was withdrawn alone while it could still be used: whoever may use it has to be told. */
export interface Recalled {
  readonly clearance: Hash;
  readonly request: RequestId;
  readonly hr: Hash;
}

/**
 * Withdraws what `untrue` selects among open clearances; what of it was not applied yet is judged anew at once, on the same reservation.
 * Returns those of them that could still have been used, in the order of their hashes.
 */
const withdrawOpen = (tx: EntityManager, untrue: string, value: unknown, at: number): Promise<Recalled[]> =>
  tx.query(
    `WITH untrue AS (
       UPDATE clearance SET state = 'withdrawn' WHERE state = 'open' AND ${untrue} RETURNING hash, request, reservation, apply_before
     ), anew AS (
       UPDATE reservation SET clear_at = LEAST(clear_at, GREATEST(starts, $2::bigint))
       WHERE state = 'live' AND id IN (SELECT reservation FROM untrue) RETURNING id
     )
     SELECT u.hash AS clearance, r.id AS request, r.hr FROM untrue u JOIN anew ON anew.id = u.reservation JOIN request r ON r.id = u.request
     WHERE u.apply_before > $2 AND EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = u.reservation AND l.state = 'reserved')
     ORDER BY u.hash`,
    [value, at],
  );

/** Open clearances of these roots were made untrue by what is stored in this transaction; `at` in ms. */
export const withdrawClearancesOf = (
  tx: EntityManager,
  roots: readonly string[],
  at: number,
): Promise<Recalled[]> => withdrawOpen(tx, 'roots && $1::text[]', [...roots], at);

/** Open clearances by an earlier law than bundle `number` count no longer; `at` in ms. */
export const withdrawClearancesUnder = (tx: EntityManager, number: number, at: number): Promise<Recalled[]> =>
  withdrawOpen(tx, 'bundle < $1::bigint', number, at);

/** Whether a clearance by an earlier law than bundle `number` is open. */
export async function areOpenUnder(tx: EntityManager, number: number): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM clearance WHERE state = 'open' AND bundle < $1 LIMIT 1`,
    [number],
  );
  return rows.length > 0;
}
