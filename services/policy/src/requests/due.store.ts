import type { RequestId } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Why and under which bundle a request is held, and when (ms) it is judged anew, at the latest: on a date that is known, or to see whether something has passed. */
export interface HeldBecause {
  readonly codes: readonly string[];
  readonly under: number;
  readonly dueAt: number;
  readonly isDate: boolean;
}

/** Keeps why a request is held. A moment before `dueAt` and still to come at which it is due, by a fact that is not effective yet, stays. */
export async function keepHeld(
  tx: EntityManager,
  id: string,
  { codes, under, dueAt, isDate }: HeldBecause,
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET held_for = $2, held_under = $3,
            due_at = LEAST($4::bigint, CASE WHEN due_at > $5 THEN due_at END),
            due_by = CASE WHEN due_at > $5 AND due_at < $4::bigint THEN due_by WHEN $6 THEN 'fact' ELSE 'time' END WHERE id = $1`,
    [id, [...codes], under, dueAt, at, isDate],
  );
}

/** Held requests for these beneficiaries are judged anew at `at` (ms). */
export async function markDue(
  tx: EntityManager,
  beneficiaries: readonly string[],
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = LEAST(due_at, $2::bigint), due_by = 'fact' WHERE state = 'held' AND beneficiary = ANY($1)`,
    [[...beneficiaries], at],
  );
}

/** Requests held for one reason are judged anew at `at` (ms). */
export async function markHeldFor(tx: EntityManager, code: string, at: number): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = LEAST(due_at, $2::bigint), due_by = CASE due_by WHEN 'time' THEN 'reason' ELSE due_by END
     WHERE state = 'held' AND held_for @> ARRAY[$1::text]`,
    [code, at],
  );
}

/**
 * Held requests to judge anew at `at` (ms): held under an earlier bundle than the one in force, or due: by a fact about its beneficiary or on a known
 * date, since what it is one of many to wait for may be over, or because time passed. The four take turns, of each the longest due first: what is due
 * again and again keeps none of the others waiting.
 */
export async function requestsDue(
  tx: EntityManager,
  at: number,
  bundle: number,
  limit: number,
): Promise<RequestId[]> {
  const rows: { id: RequestId }[] = await tx.query(
    `SELECT id FROM request WHERE state = 'held' AND (due_at <= $1 OR held_under < $2)
     ORDER BY row_number() OVER (PARTITION BY CASE WHEN held_under < $2 THEN 'law' ELSE due_by END ORDER BY due_at, id), id LIMIT $3`,
    [at, bundle, limit],
  );
  return rows.map(({ id }) => id);
}

/** Requests that could not be judged are left alone until `until` (ms), and are due by time from then on: they keep no other waiting. */
export async function postponeRequests(
  tx: EntityManager,
  ids: readonly string[],
  bundle: number,
  until: number,
): Promise<void> {
  await tx.query(
    `UPDATE request SET due_at = $3, due_by = 'time', held_under = $2 WHERE id = ANY($1) AND state = 'held'`,
    [[...ids], bundle, until],
  );
}
