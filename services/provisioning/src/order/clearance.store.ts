import type { DesiredGrant, Hash, Line, RequestId } from '@countersign/contracts';
import { clearanceSkewMs } from '@countersign/contracts/policy';
import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Place } from './desired.store.js';

/** A clearance as provisioning keeps it; `spent` is for ever, and `begun` is one of which some lines are ordered and others wait for these. */
export interface Clearance {
  readonly hash: Hash;
  readonly request: RequestId;
  readonly hr: Hash;
  readonly ha: Hash;
  readonly approval: Hash | null;
  readonly lines: readonly Line[];
  /** The lines that wait until what they need stands; null before any line was ordered. */
  readonly heldBack: readonly Line[] | null;
  readonly until: number | null;
  readonly applyBefore: number;
  /** The code of what it waits for; null while it waits for nothing that has one. */
  readonly waitsFor: string | null;
}

type Row = Omit<Clearance, 'until' | 'applyBefore'> & {
  readonly until: string | null;
  readonly applyBefore: string;
};
const columns =
  'hash, request, hr, ha, approval, lines, held_back AS "heldBack", until, apply_before AS "applyBefore", reason AS "waitsFor"';
const isOpen = "state IN ('waiting', 'begun')";
const toClearance = (row: Row): Clearance => ({
  ...row,
  until: row.until === null ? null : Number(row.until),
  applyBefore: Number(row.applyBefore),
});

const isWithdrawn = 'EXISTS (SELECT 1 FROM withdrawn_clearance WHERE hash = $1)';
/** Whether a target has lost, or never taken, what an earlier clearance of the request was used for. */
const hasLost =
  "EXISTS (SELECT 1 FROM clearance WHERE request = $2 AND reason IN ('NOT_IN_TARGET', 'ENDED_BY_TARGET'))";

/**
 * Keeps a clearance until its documents are there; the same one twice is kept once. One that was withdrawn before it came is spent. Of a request
 * that has lost something the connector has to speak once this one, too, has run out.
 */
export async function insertClearance(
  tx: EntityManager,
  { hash, body }: Statement<'policy.cleared.v1'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO clearance (hash, request, hr, ha, approval, lines, until, apply_before, state, reason, confirm_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN ${isWithdrawn} THEN 'spent' ELSE 'waiting' END, CASE WHEN ${isWithdrawn} THEN 'WITHDREW' END,
             CASE WHEN ${hasLost} THEN $8::bigint + ${clearanceSkewMs} END)
     ON CONFLICT DO NOTHING`,
    [
      hash,
      body.request,
      body.hr,
      body.ha,
      body.approval,
      JSON.stringify(body.lines),
      body.until,
      body.applyBefore,
    ],
  );
}

/** Remembers that a clearance was withdrawn, whether it has come or not. Under its request's lock, as it comes. */
export async function keepWithdrawn(tx: EntityManager, hash: Hash): Promise<void> {
  await tx.query('INSERT INTO withdrawn_clearance (hash) VALUES ($1) ON CONFLICT DO NOTHING', [hash]);
}

/**
 * Clearances of a request of which not every line was ordered yet. Under the request's lock, as whoever begins or ends one that waits; one that
 * was begun an answer may end, under the lock of a place of it: it stays so once these are locked.
 */
export async function openClearances(tx: EntityManager, request: string): Promise<Clearance[]> {
  const rows: Row[] = await tx.query(
    `SELECT ${columns} FROM clearance WHERE request = $1 AND ${isOpen} ORDER BY apply_before`,
    [request],
  );
  return rows.map(toClearance);
}

/**
 * Requests with a grant at a place of whose clearances some line waits for another to stand, in order; none where the newest order of the place has
 * another token: an answer to an older one tells nothing.
 */
export async function requestsHeldBack(
  tx: EntityManager,
  { system, account, permission, token }: Place & { readonly token: number },
): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT DISTINCT c.request FROM desired d CROSS JOIN jsonb_array_elements(d.grants) g JOIN clearance c ON c.request = g->>'request'
     WHERE d.system = $1 AND d.account = $2 AND d.permission = $3 AND d.token = $4 AND c.state = 'begun' ORDER BY c.request`,
    [system, account, permission, token],
  );
  return rows.map(({ request }) => request);
}

/** Some lines of a clearance are ordered; these wait until what they need stands. */
export async function saveHeldBack(tx: EntityManager, hash: Hash, lines: readonly Line[]): Promise<void> {
  await tx.query(
    `UPDATE clearance SET state = 'begun', held_back = $2, reason = NULL WHERE hash = $1 AND state <> 'spent'`,
    [hash, JSON.stringify(lines)],
  );
}

/** Every place that clearances of a request name. */
export async function clearedLines(tx: EntityManager, request: string): Promise<Line[]> {
  const rows: { lines: Line[] }[] = await tx.query('SELECT lines FROM clearance WHERE request = $1', [
    request,
  ]);
  return rows.flatMap(({ lines }) => lines);
}

/** Requests with a clearance that waits, then those with one of which lines do: they may wait for a target that is away. */
export async function requestsWaiting(tx: EntityManager, limit: number): Promise<RequestId[]> {
  const rows: { request: RequestId }[] = await tx.query(
    `SELECT request FROM clearance WHERE ${isOpen} ORDER BY state = 'begun', apply_before LIMIT $1`,
    [limit],
  );
  return [...new Set(rows.map(({ request }) => request))];
}

/** The places that a clearance names; none when it is not known. */
export async function linesOfClearance(tx: EntityManager, hash: Hash): Promise<Line[]> {
  const rows: { lines: Line[] }[] = await tx.query('SELECT lines FROM clearance WHERE hash = $1', [hash]);
  return rows.flatMap(({ lines }) => lines);
}

/** Until when (ms) each of these clearances may be used. */
export async function usableUntil(
  tx: EntityManager,
  grants: readonly DesiredGrant[],
): Promise<ReadonlyMap<Hash, number>> {
  if (grants.length === 0) return new Map();
  const rows: { hash: Hash; applyBefore: string }[] = await tx.query(
    'SELECT hash, apply_before AS "applyBefore" FROM clearance WHERE hash = ANY($1)',
    [grants.map(({ clearance }) => clearance)],
  );
  return new Map(rows.map(({ hash, applyBefore }) => [hash, Number(applyBefore)]));
}

/** When (ms) a clearance can have been used by nobody who has not used it before. */
export const runOutAt = ({ applyBefore }: Pick<Clearance, 'applyBefore'>): number =>
  applyBefore + clearanceSkewMs;

/**
 * Something of these requests is wanted no longer: once every clearance of them has run out, the connector has to say what it has then, whichever of them
 * it was given by, and whether that was used or is waiting.
 */
export async function confirmOnceRunOut(tx: EntityManager, requests: readonly string[]): Promise<void> {
  if (requests.length === 0) return;
  await tx.query(
    `UPDATE clearance SET confirm_at = apply_before + ${clearanceSkewMs} WHERE request = ANY($1)`,
    [[...new Set(requests)]],
  );
}

/** Clearances that had run out at `at` (ms) and on which the connector's word is wanted. */
export async function clearancesToConfirm(
  tx: EntityManager,
  at: number,
  limit: number,
): Promise<Clearance[]> {
  const rows: Row[] = await tx.query(
    `SELECT ${columns} FROM clearance WHERE confirm_at <= $1 ORDER BY confirm_at, hash LIMIT $2`,
    [at, limit],
  );
  return rows.map(toClearance);
}

/** When (ms) the connector's word on a clearance is looked for again; null: it was given. */
export async function saveConfirmAt(tx: EntityManager, hash: Hash, at: number | null): Promise<void> {
  await tx.query('UPDATE clearance SET confirm_at = $2 WHERE hash = $1', [hash, at]);
}

/** Keeps what an open clearance waits for, so that it can be said should it run out meanwhile. */
export async function saveWaitsFor(tx: EntityManager, hash: Hash, code: string): Promise<void> {
  await tx.query(
    `UPDATE clearance SET reason = $2 WHERE hash = $1 AND ${isOpen} AND reason IS DISTINCT FROM $2`,
    [hash, code],
  );
}

/** `ordered` once its orders are signed; `spent` when it can never be used (again), with the reason. */
export async function closeClearance(
  tx: EntityManager,
  hash: Hash,
  state: 'ordered' | 'spent',
  reason: string | null = null,
): Promise<void> {
  await tx.query(`UPDATE clearance SET state = $2, reason = $3 WHERE hash = $1 AND state <> 'spent'`, [
    hash,
    state,
    reason,
  ]);
}
