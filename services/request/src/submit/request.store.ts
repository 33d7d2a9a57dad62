import type { Hash, RequestId } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import type { EntityManager } from 'typeorm';

/** A request that was signed, and how to recognise the wish behind it. */
export interface SignedRequest {
  readonly id: RequestId;
  readonly hr: Hash;
  readonly digest: string;
  readonly requester: string;
  readonly beneficiary: string;
  readonly source: string;
}

/** Who takes a request back, and why; `bundle`: under which one it no longer fits, when that and nobody's wish is why. */
export interface Withdrawal {
  readonly by: string;
  readonly reason: string;
  readonly bundle?: number | undefined;
}

const columns = 'id, hr, digest, requester, beneficiary, source';

/** INVARIANT: taken before a wish is looked up, so that the same wish arriving twice at once becomes one request. */
export async function lockWish(tx: EntityManager, id: RequestId): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
}

/** A request that was signed, or null when there is none of this id. */
export async function findRequest(tx: EntityManager, id: string): Promise<SignedRequest | null> {
  const rows: SignedRequest[] = await tx.query(`SELECT ${columns} FROM request WHERE id = $1`, [id]);
  return rows[0] ?? null;
}

/** Keeps what was signed and the digest of the wish behind it. The caller holds the lock of {@link lockWish}. */
export async function insertRequest(
  tx: EntityManager,
  submitted: Submitted,
  hr: Hash,
  digest: string,
): Promise<void> {
  await tx.query(`INSERT INTO request (${columns}) VALUES ($1, $2, $3, $4, $5, $6)`, [
    submitted.request,
    hr,
    digest,
    submitted.requester,
    submitted.beneficiary,
    submitted.source,
  ]);
}

/** Remembers that a request was taken back, by a bundle or (null) by somebody. The caller has made sure, under the lock of {@link lockWish}, that it was not before. */
export async function insertWithdrawal(
  tx: EntityManager,
  request: string,
  hash: Hash,
  bundle: number | null,
): Promise<void> {
  await tx.query('INSERT INTO withdrawal (request, hash, bundle) VALUES ($1, $2, $3)', [
    request,
    hash,
    bundle,
  ]);
}

/** Remembers who took back, and why, what has not been asked yet; the first word stands. The caller holds the lock of {@link lockWish}. */
export async function insertWithdrawalAhead(
  tx: EntityManager,
  request: string,
  { by, reason }: Withdrawal,
): Promise<void> {
  await tx.query(
    'INSERT INTO withdrawal_ahead (request, party, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [request, by, reason],
  );
}

/** Who took a request back before it came; null when nobody did. */
export async function withdrawalAhead(tx: EntityManager, request: string): Promise<Withdrawal | null> {
  const rows: Withdrawal[] = await tx.query(
    'SELECT party AS by, reason FROM withdrawal_ahead WHERE request = $1',
    [request],
  );
  return rows[0] ?? null;
}

/** Whether a request was taken back. */
export async function isWithdrawn(tx: EntityManager, request: string): Promise<boolean> {
  const rows: unknown[] = await tx.query('SELECT 1 FROM withdrawal WHERE request = $1', [request]);
  return rows.length > 0;
}
