import type { EntityManager } from 'typeorm';
import { withdrawClearancesOf } from '../clear/clearance.store.js';
import { controlledBy, controllersOf } from '../identities/control-graph.decision.js';
import { raiseEpochs } from './root.store.js';
import { readControls } from './world.store.js';

/**
 * Something about these identities has changed, true from `since` (ms) on: the epochs of all roots whose judgement it is rise, their open
 * clearances count no longer, and they are looked at anew. Returns everybody whose judgement that is.
 * INVARIANT: called under the graph's lock, alone, in the transaction of the change.
 */
export async function touchRoots(
  tx: EntityManager,
  identities: readonly string[],
  since: number,
  at: number,
): Promise<readonly string[]> {
  const controls = await readControls(tx);
  const roots = [...controllersOf(controls, identities, Math.min(at, since))];
  await raiseEpochs(tx, roots);
  await withdrawClearancesOf(tx, roots, at);
  return [...controlledBy(controls, roots, at)];
}
