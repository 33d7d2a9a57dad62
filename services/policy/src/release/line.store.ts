import { clearanceSkewMs } from '@countersign/contracts/policy';
import type { EntityManager } from 'typeorm';
import { assertLineMove, type LineState } from '../life/line-life.decision.js';
import type { Place, PlacedLine, Spoken } from './place.decision.js';

/** An order for a line may be on its way as long as its clearance could be used when the target was looked at (`$1`, ms). */
const select = `SELECT l.reservation, r.request, r.state = 'ending' AS ending, r.ends, l.state, l.answered_at AS "answeredAt", l.token,
  l.system, l.account, l.permission,
  EXISTS (SELECT 1 FROM clearance c WHERE c.reservation = r.id AND c.apply_before + ${clearanceSkewMs} > $1::bigint) AS "underWay",
  NOT EXISTS (SELECT 1 FROM clearance c WHERE c.reservation = r.id AND c.apply_before + ${clearanceSkewMs} >= l.answered_at) AS "forGood"
  FROM reserved_line l JOIN reservation r ON r.id = l.reservation`;

type Row = Omit<PlacedLine, 'answeredAt' | 'token' | 'ends'> & {
  readonly ends: string | null;
  readonly answeredAt: string | null;
  readonly token: string | null;
};
const number = (text: string | null) => (text === null ? null : Number(text));
const toLine = (row: Row): PlacedLine => ({
  ...row,
  ends: number(row.ends),
  answeredAt: number(row.answeredAt),
  token: number(row.token),
});

/** Lines of a place that are not absent yet, locked. */
export async function linesAt(
  tx: EntityManager,
  { system, account, permission }: Place,
  at: number,
): Promise<PlacedLine[]> {
  const rows: Row[] = await tx.query(
    `${select} WHERE l.system = $2 AND l.account = $3 AND l.permission = $4 AND l.state <> 'absent' ORDER BY l.reservation FOR UPDATE OF l`,
    [at, system, account, permission],
  );
  return rows.map(toLine);
}

const ofSystem = `${select} WHERE l.system = $2 AND l.state <> 'absent' ORDER BY l.reservation, l.account, l.permission`;

/** All lines of a system that are not absent yet, locked. */
export async function linesOf(tx: EntityManager, system: string, at: number): Promise<PlacedLine[]> {
  const rows: Row[] = await tx.query(`${ofSystem} FOR UPDATE OF l`, [at, system]);
  return rows.map(toLine);
}

/** Writes a line's state, and what the connector has just said of it; the table of transitions decides whether it may. */
export async function moveLine(
  tx: EntityManager,
  line: PlacedLine,
  to: LineState,
  spoken: Spoken,
): Promise<void> {
  assertLineMove(line.state, to);
  await tx.query(
    `UPDATE reserved_line SET state = $5, answered_at = $6, token = $7,
            applied_at = COALESCE(applied_at, CASE WHEN $5 = 'applied' THEN $6::bigint END)
     WHERE reservation = $1 AND system = $2 AND account = $3 AND permission = $4`,
    [line.reservation, line.system, line.account, line.permission, to, spoken.iat, spoken.token],
  );
}

/** Writes what an observation has shown of several lines; the table of transitions decides whether it may. */
export async function moveLines(
  tx: EntityManager,
  lines: readonly PlacedLine[],
  to: LineState,
): Promise<void> {
  if (lines.length === 0) return;
  for (const { state } of lines) assertLineMove(state, to);
  await tx.query(
    `UPDATE reserved_line l SET state = $5 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS m (reservation, system, account, permission)
     WHERE l.reservation = m.reservation AND l.system = m.system AND l.account = m.account AND l.permission = m.permission`,
    [
      lines.map(({ reservation }) => reservation),
      lines.map(({ system }) => system),
      lines.map(({ account }) => account),
      lines.map(({ permission }) => permission),
      to,
    ],
  );
}

/** All lines of a reservation of which nothing was ever on its way are absent. */
export async function forgetLines(tx: EntityManager, reservation: string): Promise<void> {
  await tx.query(`UPDATE reserved_line SET state = 'absent' WHERE reservation = $1 AND state = 'reserved'`, [
    reservation,
  ]);
}

/**
 * Frees a reservation all of whose lines are absent, at `at` (ms), and has what rested on it scanned. The request it was for, or null when it is not to be freed. INVARIANT: the lock is a
 * statement of its own, so that of two transactions that make its last two lines absent at once the later sees both; else neither would free it.
 */
export async function markReleased(
  tx: EntityManager,
  reservation: string,
  at: number,
): Promise<string | null> {
  await tx.query('SELECT FROM reservation WHERE id = $1 FOR UPDATE', [reservation]);
  const [rows] = await tx.query<[{ request: string }[], number]>(
    `UPDATE reservation SET state = 'released', released_at = $2, scan = true WHERE id = $1 AND state <> 'released'
     AND NOT EXISTS (SELECT 1 FROM reserved_line WHERE reservation = $1 AND state <> 'absent') RETURNING request`,
    [reservation, at],
  );
  return rows[0]?.request ?? null;
}
