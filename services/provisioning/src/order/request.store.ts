import type { EntityManager } from 'typeorm';

/** Knows a request, and for whom it is. What ended before it was known stays ended. */
export async function knowRequest(tx: EntityManager, id: string, beneficiary: string | null): Promise<void> {
  await tx.query(
    `INSERT INTO request (id, beneficiary) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET beneficiary = COALESCE(request.beneficiary, EXCLUDED.beneficiary)`,
    [id, beneficiary],
  );
}

/** Locks a request; why it has ended, or null while it has not. */
export async function lockRequest(
  tx: EntityManager,
  id: string,
): Promise<{ readonly ended: string | null } | null> {
  const rows: { ended: string | null }[] = await tx.query(
    'SELECT ended FROM request WHERE id = $1 FOR UPDATE',
    [id],
  );
  return rows[0] ?? null;
}

/** Ends a request for good, whether it was known or not; false when it had ended before. */
export async function markEnded(tx: EntityManager, id: string, reason: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `INSERT INTO request (id, ended) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET ended = EXCLUDED.ended WHERE request.ended IS NULL RETURNING id`,
    [id, reason],
  );
  return rows.length > 0;
}

/** Requests for a beneficiary that have not ended. */
export async function requestsFor(tx: EntityManager, beneficiary: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    'SELECT id FROM request WHERE beneficiary = $1 AND ended IS NULL ORDER BY id',
    [beneficiary],
  );
  return rows.map(({ id }) => id);
}

/** A request that has not ended, for somebody of whom it is said that she has left. */
export interface LeaversRequest {
  readonly request: string;
  readonly beneficiary: string;
}

/** Requests that have not ended for beneficiaries who have left by `at` (ms), as one fact says; another may say that they are here again. */
export const requestsOfLeavers = (tx: EntityManager, at: number): Promise<LeaversRequest[]> =>
  tx.query(
    `SELECT id AS request, beneficiary FROM request WHERE ended IS NULL AND beneficiary IN (
       SELECT data->>'worker' FROM fact WHERE type = 'worker.left.v1' AND effective <= $1) ORDER BY id`,
    [at],
  );
