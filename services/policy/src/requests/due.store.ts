import type { RequestId } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Why and under which bundle a request is held, and when (ms) it is judged anew, at the latest: on a date that is known, or by itself, to see. */
export interface HeldBecause {
  readonly codes: readonly string[];
  readonly under: number;
  readonly dueAt: number;
  readonly byItself: boolean;
}

/** Keeps why a request is held. A moment before `dueAt` and still to come at which it is due, by a fact that is not effective yet, stays. */
export async function keepHeld(
  tx: EntityManager,
  id: string,
  { codes, under, dueAt, byItself }: HeldBecause,
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET held_for = $2, held_under = $3,
            due_at = LEAST($4::bigint, CASE WHEN due_at > $5 THEN due_at END),
            due_by_itself = $6 AND (due_by_itself OR (due_at > $5 AND due_at < $4::bigint) IS NOT TRUE) WHERE id = $1`,
    [id, [...codes], under, dueAt, at, byItself],
  );
}

/** Held requests for these beneficiaries are judged anew at `at` (ms). */
export async function markDue(
  tx: EntityManager,
  beneficiaries: readonly string[],
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = LEAST(due_at, $2::bigint), due_by_itself = false WHERE state = 'held' AND beneficiary = ANY($1)`,
    [[...beneficiaries], at],
  );
}

/** Requests held for one reason are judged anew at `at` (ms). */
export async function markHeldFor(tx: EntityManager, code: string, at: number): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = LEAST(due_at, $2::bigint), due_by_itself = false WHERE state = 'held' AND held_for @> ARRAY[$1::text]`,
    [code, at],
  );
}

/**
 * Held requests to judge anew at `at` (ms): held under an earlier bundle than the one in force, due since something came, or due by itself. The three take
 * turns, of each the longest due first: what is due again and again keeps no other waiting, and no new law keeps what is due.
 */
export async function requestsDue(
  tx: EntityManager,
  at: number,
  bundle: number,
  limit: number,
): Promise<RequestId[]> {
  const rows: { id: RequestId }[] = await tx.query(
    `SELECT id FROM request WHERE state = 'held' AND (due_at <= $1 OR held_under < $2)
     ORDER BY row_number() OVER (PARTITION BY held_under < $2, due_by_itself ORDER BY due_at, id), id LIMIT $3`,
    [at, bundle, limit],
  );
  return rows.map(({ id }) => id);
}

/** Requests that could not be judged are left alone until `until` (ms): they keep no other waiting. */
export async function postponeRequests(
  tx: EntityManager,
  ids: readonly string[],
  bundle: number,
  until: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = $3, due_by_itself = true, held_under = $2 WHERE id = ANY($1) AND state = 'held'`,
    [[...ids], bundle, until],
  );
}
