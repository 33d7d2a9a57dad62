import type { RootEpoch } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

/** Raises the epoch of roots whose judgement something has changed, and makes them known. */
export async function raiseEpochs(tx: EntityManager, roots: readonly string[]): Promise<void> {
  for (const root of [...roots].sort())
    await tx.query(
      'INSERT INTO root (id, epoch) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET epoch = root.epoch + 1',
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
