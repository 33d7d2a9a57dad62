import type { RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Raises the epoch of roots whose judgement something has changed, and makes them known; each is to be scanned, and not behind all for whom only the law has changed. */
export async function raiseEpochs(tx: EntityManager, roots: readonly string[]): Promise<void> {
  for (const root of [...roots].sort())
    await tx.query(
      `INSERT INTO root (id, epoch, scan, touched) VALUES ($1, 1, true, true)
       ON CONFLICT (id) DO UPDATE SET epoch = root.epoch + 1, scan = true, touched = true`,
      [root],
    );
}

/** Roots, known or not, that are to be scanned as though something had touched them; nothing that was judged becomes untrue. */
export async function markToScan(tx: EntityManager, roots: readonly string[]): Promise<void> {
  for (const root of [...roots].sort())
    await tx.query(
      `INSERT INTO root (id, scan, touched) VALUES ($1, true, true)
       ON CONFLICT (id) DO UPDATE SET scan = true, touched = true`,
      [root],
    );
}

/** Locks roots in the order of their ids, each by a statement of its own, and returns their epochs. Unknown ones become known. */
export async function lockRoots(tx: EntityManager, roots: readonly string[]): Promise<RootEpoch[]> {
  const epochs: RootEpoch[] = [];
  for (const root of [...roots].sort()) {
    await tx.query('INSERT INTO root (id) VALUES ($1) ON CONFLICT DO NOTHING', [root]);
    const rows: { epoch: string }[] = await tx.query('SELECT epoch FROM root WHERE id = $1 FOR UPDATE', [
      root,
    ]);
    epochs.push({ root: root as RootEpoch['root'], epoch: Number(rows[0]?.epoch) });
  }
  return epochs;
}

/** When roots are taken (ms), and before when those were scanned that have an open finding. */
interface Taking {
  readonly at: number;
  readonly before: number;
}

/**
 * Locks roots that are to be scanned: something has touched them, or the law has changed, or the time has come at which they were to be looked at again, or they
 * had an open finding of one of these codes when they were scanned last, before `before`. Half of `limit` are touched ones, half whatever, each those that waited longest first: neither
 * a new law nor somebody who touches roots all the time keeps the others waiting. Those that somebody else scans are passed by.
 */
export async function takeRootsToScan(
  tx: EntityManager,
  codes: readonly string[],
  { at, before }: Taking,
  limit: number,
): Promise<string[]> {
  const take = async (which: string, values: unknown[]) => {
    const sql = `SELECT id FROM root WHERE ${which} ORDER BY scanned_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`;
    const rows: { id: string }[] = await tx.query(sql, [Math.ceil(limit / 2), ...values]);
    return rows.map(({ id }) => id);
  };
  const touched = await take('touched', []);
  const waiting = await take(
    `(scan OR scanned_at < $3 OR look_at <= $5) AND id IN (
       SELECT id FROM root WHERE scan OR look_at <= $5
       UNION SELECT split_part(subject, ' ', 1) FROM finding WHERE code = ANY($2) AND closed_at IS NULL)
     AND NOT id = ANY($4)`,
    [[...codes], before, touched, at],
  );
  return [...touched, ...waiting];
}

/** How a root was scanned. */
interface Scanned {
  /** ms. */
  readonly at: number;
  /** The number of the bundle by which it was judged; null when it could not be. */
  readonly under: number | null;
  /** When (ms) it is to be looked at again, whatever happens; null: not for its own sake. */
  readonly lookAt: number | null;
}

/** A locked root was scanned. */
export async function markScanned(
  tx: EntityManager,
  root: string,
  { at, under, lookAt }: Scanned,
): Promise<void> {
  await tx.query(
    `UPDATE root SET scan = false, touched = false, scanned_at = $2, scanned_under = COALESCE($3, scanned_under), look_at = $4 WHERE id = $1`,
    [root, at, under, lookAt],
  );
}

/** Every root is to be scanned, those that the law names with it: the law has changed. */
export async function scanAll(tx: EntityManager, named: readonly string[]): Promise<void> {
  await tx.query(
    `INSERT INTO root (id, scan) SELECT id, true FROM unnest($1::text[]) AS id ON CONFLICT (id) DO NOTHING`,
    [[...new Set(named)]],
  );
  await tx.query('UPDATE root SET scan = true WHERE NOT scan');
}
