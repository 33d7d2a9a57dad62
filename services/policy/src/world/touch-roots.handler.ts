import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { withdrawClearancesOf } from '../clear/clearance.store.js';
import { controlledBy, controllersOf, isEdge } from '../identities/control-graph.decision.js';
import { raiseEpochs } from './root.store.js';
import { readReach } from './world.store.js';

/**
 * Something about these identities has changed, true from `since` (ms) on: the epochs of all roots whose judgement it is rise, their open
 * clearances count no longer, and they are looked at anew. Returns everybody whose judgement that is.
 * INVARIANT: called under the graph's lock, alone, in the transaction of the change.
 */
export async function touchRoots(
  tx: EntityManager,
  identities: readonly string[],
  since: number,
  { at, bundle }: { readonly at: number; readonly bundle: Bundle },
): Promise<readonly string[]> {
  const controls = await readReach(tx, bundle);
  const roots = [...controllersOf(controls, identities, Math.min(at, since))].filter((id) => !isEdge(id));
  await raiseEpochs(tx, roots);
  await withdrawClearancesOf(tx, roots, at);
  return [...controlledBy(controls, roots, at)].filter((id) => !isEdge(id));
}
