import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { withdrawClearancesOf } from '../clear/clearance.store.js';
import { controlledBy, controllersOf, isEdge } from '../identities/control-graph.decision.js';
import { type Graph, readGraph } from './graph.store.js';
import { raiseEpochs } from './root.store.js';

/** Everybody whose judgement a change has touched, and the part of the control graph in which they lie. */
export interface Touched {
  readonly identities: readonly string[];
  readonly graph: Graph;
}

/**
 * Something about these identities has changed, true from `since` (ms) on: the epochs of all roots whose judgement it is rise, their open
 * clearances count no longer, and they are looked at anew.
 * INVARIANT: called under the graph's lock, alone, in the transaction of the change.
 */
export async function touchRoots(
  tx: EntityManager,
  identities: readonly string[],
  since: number,
  { at, bundle }: { readonly at: number; readonly bundle: Bundle },
): Promise<Touched> {
  const graph = await readGraph(tx, { bundle, around: identities });
  const controls = graph.reach();
  const roots = [...controllersOf(controls, identities, Math.min(at, since))].filter((id) => !isEdge(id));
  await raiseEpochs(tx, roots);
  await withdrawClearancesOf(tx, roots, at);
  return { identities: [...controlledBy(controls, roots, at)].filter((id) => !isEdge(id)), graph };
}
