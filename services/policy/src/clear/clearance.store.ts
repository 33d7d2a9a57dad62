import type { Hash, RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { continuationLeadMs } from './reservation.store.js';

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

/**
 * Withdraws what `untrue` selects among open clearances; what of it was not seen in its target yet is judged anew at once, on the same
 * reservation, also when it is seen before that: it slipped through.
 */
const withdrawOpen = async (tx: EntityManager, untrue: string, value: unknown, at: number): Promise<void> =>
  void (await tx.query(
    `WITH untrue AS (UPDATE clearance SET state = 'withdrawn' WHERE state = 'open' AND ${untrue} RETURNING reservation)
     UPDATE reservation r SET clear_at = GREATEST(starts - ${continuationLeadMs}, $2::bigint),
       judge_again = EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state IN ('reserved', 'applied'))
     WHERE state = 'live' AND id IN (SELECT reservation FROM untrue)`,
    [value, at],
  ));

/** Open clearances of these roots were made untrue by what is stored in this transaction; `at` in ms. */
export const withdrawClearancesOf = (
  tx: EntityManager,
  roots: readonly string[],
  at: number,
): Promise<void> => withdrawOpen(tx, 'roots && $1::text[]', [...roots], at);

/** Open clearances by an earlier law than bundle `number` count no longer; `at` in ms. */
export const withdrawClearancesUnder = (tx: EntityManager, number: number, at: number): Promise<void> =>
  withdrawOpen(tx, 'bundle < $1::bigint', number, at);
