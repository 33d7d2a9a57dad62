import type { EntityManager } from 'typeorm';
import type { LineState, ReservedLine } from './place.decision.js';

/** One permission on one account. */
export interface Place {
  readonly system: string;
  readonly account: string;
  readonly permission: string;
}

export interface PlacedLine extends ReservedLine, Place {}

const select = `SELECT l.reservation, r.request, r.state = 'ending' AS ending, l.state, l.answered_at AS "answeredAt",
  l.system, l.account, l.permission FROM reserved_line l JOIN reservation r ON r.id = l.reservation`;

type Row = Omit<PlacedLine, 'answeredAt'> & { readonly answeredAt: string | null };
const toLine = (row: Row): PlacedLine => ({
  ...row,
  answeredAt: row.answeredAt === null ? null : Number(row.answeredAt),
});

/** Lines of a place that are not absent yet, locked. */
export async function linesAt(
  tx: EntityManager,
  { system, account, permission }: Place,
): Promise<PlacedLine[]> {
  const rows: Row[] = await tx.query(
    `${select} WHERE l.system = $1 AND l.account = $2 AND l.permission = $3 AND l.state <> 'absent' ORDER BY l.reservation FOR UPDATE OF l`,
    [system, account, permission],
  );
  return rows.map(toLine);
}

/** All lines of a system that are not absent yet, locked. */
export async function linesOf(tx: EntityManager, system: string): Promise<PlacedLine[]> {
  const rows: Row[] = await tx.query(
    `${select} WHERE l.system = $1 AND l.state <> 'absent' ORDER BY l.reservation, l.account, l.permission FOR UPDATE OF l`,
    [system],
  );
  return rows.map(toLine);
}

/** Writes a line's state; `answeredAt` (ms) is kept where null is given. */
export async function moveLine(
  tx: EntityManager,
  line: PlacedLine,
  to: LineState,
  answeredAt: number | null,
): Promise<void> {
  await tx.query(
    `UPDATE reserved_line SET state = $5, answered_at = COALESCE($6, answered_at)
     WHERE reservation = $1 AND system = $2 AND account = $3 AND permission = $4`,
    [line.reservation, line.system, line.account, line.permission, to, answeredAt],
  );
}

/** Frees a reservation all of whose lines are absent, and ends its request. */
export async function releaseIfAbsent(tx: EntityManager, reservation: string): Promise<void> {
  const [rows] = await tx.query<[{ request: string }[], number]>(
    `UPDATE reservation SET state = 'released' WHERE id = $1 AND state <> 'released'
     AND NOT EXISTS (SELECT 1 FROM reserved_line WHERE reservation = $1 AND state <> 'absent') RETURNING request`,
    [reservation],
  );
  for (const { request } of rows)
    await tx.query(`UPDATE request SET state = 'ended' WHERE id = $1`, [request]);
}
