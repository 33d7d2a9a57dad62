import type { RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Raises the epoch of roots whose judgement something has changed, and makes them known; each is to be scanned. */
export async function raiseEpochs(tx: EntityManager, roots: readonly string[]): Promise<void> {
  for (const root of [...roots].sort())
    await tx.query(
      'INSERT INTO root (id, epoch, scan) VALUES ($1, 1, true) ON CONFLICT (id) DO UPDATE SET epoch = root.epoch + 1, scan = true',
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

/** Locks roots that are to be scanned, in order; those that somebody else scans are passed by. */
export async function takeRootsToScan(tx: EntityManager, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    'SELECT id FROM root WHERE scan ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** These locked roots were scanned. */
export async function markScanned(tx: EntityManager, roots: readonly string[]): Promise<void> {
  await tx.query('UPDATE root SET scan = false WHERE id = ANY($1)', [[...roots]]);
}

/** Every root is to be scanned: the law has changed. */
export async function scanAll(tx: EntityManager): Promise<void> {
  await tx.query('UPDATE root SET scan = true WHERE NOT scan');
}
