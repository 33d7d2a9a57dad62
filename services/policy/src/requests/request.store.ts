import type { Hash, RequestId } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';
import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { assertRequestMove, type RequestState } from '../life/request-life.decision.js';

/** A request as policy knows it. `askedAt`: when (ms), by `request`’s clock; `ha` and `assessed` are of the assessment that votes must name, `heldFor` the codes it is held for. */
export interface KnownRequest {
  readonly id: RequestId;
  readonly hr: Hash;
  readonly askedAt: number;
  readonly submitted: Submitted;
  readonly state: RequestState;
  readonly ha: Hash | null;
  readonly assessed: Assessed | null;
  readonly approval: Hash | null;
  readonly heldFor: readonly string[];
}

const columns =
  'id, hr, asked_at::float8 AS "askedAt", submitted, state, ha, assessed, approval, held_for AS "heldFor"';

/** Remembers what was asked; false when it is known already. */
export async function insertRequest(
  tx: EntityManager,
  { body, hash, iat }: Statement<'request.submitted.v1'>,
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `INSERT INTO request (id, hr, asked_at, submitted, beneficiary, state) VALUES ($1, $2, $3, $4, $5, 'asked')
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [body.request, hash, iat, JSON.stringify(body), body.beneficiary],
  );
  return rows.length === 1;
}

/** Remembers that a request was taken back before policy has seen it. */
export async function keepTakenBack(tx: EntityManager, id: string): Promise<void> {
  await tx.query('INSERT INTO taken_back (request) VALUES ($1) ON CONFLICT DO NOTHING', [id]);
}

/** Whether a request was taken back before policy had seen it. */
export async function wasTakenBack(tx: EntityManager, id: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM taken_back WHERE request = $1', [id]);
  return rows.length > 0;
}

/**
 * Locks a request for the rest of the transaction; null when policy does not know it (yet). `now`: whoever has signed waits for nobody; throws what
 * the database says of a lock that somebody else has, after which all of it is done again.
 */
export async function lockRequest(tx: EntityManager, id: string, now?: 'now'): Promise<KnownRequest | null> {
  const rows: KnownRequest[] = await tx.query(
    `SELECT ${columns} FROM request WHERE id = $1 FOR UPDATE ${now ? 'NOWAIT' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** Requests together with those that they give up. */
export async function withDrops(tx: EntityManager, ids: readonly string[]): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT id FROM request WHERE id = ANY($1)
     UNION SELECT jsonb_array_elements_text(submitted->'drops') FROM request WHERE id = ANY($1)`,
    [[...ids]],
  );
  return rows.map(({ id }) => id).sort();
}

/** {@link lockRequest}, after everything of the request and what it gives up was locked in the order of ids: whoever has signed waits for nobody. */
export async function lockTogether(tx: EntityManager, id: string): Promise<KnownRequest | null> {
  for (const each of await withDrops(tx, [id])) await lockRequest(tx, each);
  return lockRequest(tx, id);
}

/** Moves a request on; the table of transitions decides whether it may. */
export async function moveRequest(
  tx: EntityManager,
  request: KnownRequest,
  to: RequestState,
): Promise<KnownRequest> {
  assertRequestMove(request.state, to);
  await tx.query('UPDATE request SET state = $2 WHERE id = $1', [request.id, to]);
  return { ...request, state: to };
}

/** Keeps the assessment that is voted on from now on; an approval of an earlier one counts no longer. */
export async function keepAssessment(
  tx: EntityManager,
  id: string,
  ha: Hash,
  assessed: Assessed,
): Promise<void> {
  await tx.query(
    'UPDATE request SET ha = $2, assessed = $3, approval = NULL, doubted_at = NULL WHERE id = $1',
    [id, ha, JSON.stringify(assessed)],
  );
}

/** Keeps which approval a clearance rests on, or is to rest on once nothing stands in its way. */
export async function keepApproval(tx: EntityManager, id: string, approval: Hash): Promise<void> {
  await tx.query('UPDATE request SET approval = $2 WHERE id = $1', [id, approval]);
}

/** Since when (ms) votes on the assessment that counts are doubted: from `at` on, when they were not before. */
export async function doubtedSince(tx: EntityManager, id: string, at: number): Promise<number> {
  await tx.query('UPDATE request SET doubted_at = $2 WHERE id = $1 AND doubted_at IS NULL', [id, at]);
  const [row] = await tx.query<[{ since: string }]>('SELECT doubted_at AS since FROM request WHERE id = $1', [
    id,
  ]);
  return Number(row.since);
}

/** Requests for a beneficiary in some states, and when (ms) they were asked, in order of ids. */
export const requestsOf = (
  tx: EntityManager,
  beneficiary: string,
  states: readonly RequestState[],
): Promise<Pick<KnownRequest, 'id' | 'askedAt'>[]> =>
  tx.query(
    'SELECT id, asked_at::float8 AS "askedAt" FROM request WHERE beneficiary = $1 AND state = ANY($2) ORDER BY id',
    [beneficiary, [...states]],
  );
