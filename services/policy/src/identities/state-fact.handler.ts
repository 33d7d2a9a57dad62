import { factsOfType, storeFact, subjectsOf } from '@countersign/service-kit/facts';
import { type Fact, readFact, type Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { withdrawClearancesOf } from '../clear/clearance.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { markDue, markHeldFor } from '../requests/due.store.js';
import { lockGraphAlone } from '../world/graph-lock.store.js';
import { raiseEpochs } from '../world/root.store.js';
import { controlFactTypes, controlledBy, controllersOf, controlsFrom } from './control-graph.decision.js';
import { endWorkers } from './end-worker.handler.js';

/**
 * Learns a fact, alone: nothing is judged meanwhile. One that changes who controls whom raises the epochs of the roots it touches and withdraws
 * their open clearances. Held requests that it may concern become due, to be judged by a job: no request can keep a fact out. Who leaves
 * loses everything.
 */
export async function stateFact(
  deps: PolicyDeps,
  tx: EntityManager,
  statement: Statement<'request.identity-stated.v1'>,
): Promise<void> {
  const fact = await readFact(statement, deps.trust().registry);
  await lockGraphAlone(tx);
  await storeFact(tx, fact, statement);
  const at = deps.clock.now();
  const due = Math.max(at, fact.effective);
  await markDue(tx, await touchRoots(tx, fact, at), due);
  if (/^(worker|group)\./.test(fact.type)) await markHeldFor(tx, 'NO_ELIGIBLE_APPROVERS', due);
  if (fact.type === 'worker.left.v1') await endWorkers(deps, tx, [fact.data.worker]);
}

const changesControl = ({ type }: Fact): boolean => (controlFactTypes as readonly string[]).includes(type);

/** Makes clearances untrue whose judgement the fact changes; returns everybody whose judgement that is. */
async function touchRoots(tx: EntityManager, fact: Fact, at: number): Promise<readonly string[]> {
  const subjects = subjectsOf(fact);
  if (!changesControl(fact)) return subjects;
  const controls = controlsFrom(await factsOfType(tx, controlFactTypes));
  const roots = [...controllersOf(controls, subjects, Math.min(at, fact.effective))];
  await raiseEpochs(tx, roots);
  await withdrawClearancesOf(tx, roots, at);
  return [...controlledBy(controls, roots, at)];
}
