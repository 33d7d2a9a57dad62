import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { controllersOf, isEdge } from '../identities/control-graph.decision.js';
import { readGraph } from '../world/graph.store.js';
import { markToScan } from '../world/root.store.js';

/** Released reservations whose roots are marked in one go. */
const batch = 200;

/**
 * Whoever can act as somebody who has lost something is to be scanned: what she still holds may have needed it. Of some released reservations in one go; whoever
 * calls holds the graph's lock. `at` in ms.
 */
export async function scanReleased(tx: EntityManager, bundle: Bundle, at: number): Promise<void> {
  const rows: { id: string; beneficiary: string }[] = await tx.query(
    `SELECT id, beneficiary FROM reservation WHERE scan ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
  );
  if (rows.length === 0) return;
  const around = rows.map(({ beneficiary }) => beneficiary);
  const graph = await readGraph(tx, { bundle, around });
  await markToScan(
    tx,
    [...controllersOf(graph.reach(), around, at)].filter((id) => !isEdge(id)),
  );
  await tx.query('UPDATE reservation SET scan = false WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
}
