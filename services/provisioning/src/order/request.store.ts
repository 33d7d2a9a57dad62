import type { EntityManager } from 'typeorm';

/** For whom a request is, and when (ms) it was asked. */
export interface Asked {
  readonly beneficiary: string;
  readonly askedAt: number;
}

/** Knows a request, and, where that has come, what was asked. What ended before it was known stays ended. */
export async function knowRequest(tx: EntityManager, id: string, asked: Asked | null): Promise<void> {
  await tx.query(
    `INSERT INTO request (id, beneficiary, asked_at) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET beneficiary = COALESCE(request.beneficiary, EXCLUDED.beneficiary),
       asked_at = COALESCE(request.asked_at, EXCLUDED.asked_at)`,
    [id, asked?.beneficiary ?? null, asked?.askedAt ?? null],
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

/** A request that has not ended, and what was asked. */
export interface OpenRequest extends Asked {
  readonly request: string;
}

const open = async (tx: EntityManager, where: string, value: string | number): Promise<OpenRequest[]> => {
  const rows: (Omit<OpenRequest, 'askedAt'> & { readonly askedAt: string })[] = await tx.query(
    `SELECT id AS request, beneficiary, asked_at AS "askedAt" FROM request WHERE ended IS NULL AND ${where} ORDER BY id`,
    [value],
  );
  return rows.map((row) => ({ ...row, askedAt: Number(row.askedAt) }));
};

/** Requests for a beneficiary that have not ended, in order of ids. */
export const requestsFor = (tx: EntityManager, beneficiary: string): Promise<OpenRequest[]> =>
  open(tx, 'beneficiary = $1', beneficiary);

/** Requests that have not ended for beneficiaries who have left by `at` (ms), as one fact says; another may say that they are here again. */
export const requestsOfLeavers = (tx: EntityManager, at: number): Promise<OpenRequest[]> =>
  open(
    tx,
    "beneficiary IN (SELECT data->>'worker' FROM fact WHERE type = 'worker.left.v1' AND effective <= $1)",
    at,
  );
