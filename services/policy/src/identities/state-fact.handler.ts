import { storeFact, subjectsOf } from '@countersign/service-kit/facts';
import { type Fact, readFact, type Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { assertLawInForce, isLawInForce } from '../assess/law-read.store.js';
import { exchangeSlotsOf } from '../clear/exchange-slots.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import { markDue, markHeldFor } from '../requests/due.store.js';
import { lockGraphAlone } from '../world/graph-lock.store.js';
import { touchRoots } from '../world/touch-roots.handler.js';
import { controlFactTypes } from './control-graph.decision.js';
import { endWorkers } from './end-worker.handler.js';

/**
 * Learns a fact, alone: nothing is judged meanwhile. One that changes who controls whom raises the epochs of the roots it touches and withdraws
 * their open clearances. Whom it touches the law in force says: a process that remembers an earlier one takes it in once it has read that (throws
 * `LAW_NOT_READ`), save that somebody leaves: this only takes away, and waits for nothing. Held requests that it may concern become due, to be judged by a job: no request can keep a fact out. Who leaves
 * loses everything.
 */
export async function stateFact(
  deps: PolicyDeps,
  tx: EntityManager,
  statement: Statement<'request.identity-stated.v1'>,
): Promise<void> {
  const fact = await readFact(statement, deps.trust().registry);
  await lockGraphAlone(tx);
  if (!endsSomebody(fact)) await assertLawInForce(tx, deps.trust().bundle.number);
  await storeFact(tx, fact, statement);
  const at = deps.clock.now();
  const due = Math.max(at, fact.effective);
  await markDue(tx, await touched(deps, tx, fact, at), due);
  if (/^(worker|group|identity)\./.test(fact.type)) await markHeldFor(tx, 'NO_ELIGIBLE_APPROVERS', due);
  if (endsSomebody(fact)) await endWorkers(deps, tx, [fact.data.worker]);
}

const endsSomebody = (fact: Fact): fact is Extract<Fact, { readonly type: 'worker.left.v1' }> =>
  fact.type === 'worker.left.v1';

/** A rotation ends what somebody knew: who waited for it is judged anew. */
const changesControl = ({ type }: Fact): boolean =>
  (controlFactTypes as readonly string[]).includes(type) || type === 'identity.secret-rotated.v1';

/** Everybody whose judgement the fact changes; their clearances are untrue, and their slots are others: by the law in force, or left as they are. */
async function touched(
  deps: PolicyDeps,
  tx: EntityManager,
  fact: Fact,
  at: number,
): Promise<readonly string[]> {
  if (!changesControl(fact)) return subjectsOf(fact);
  const { bundle } = deps.trust();
  const { identities, graph } = await touchRoots(tx, subjectsOf(fact), fact.effective, { at, bundle });
  if (await isLawInForce(tx, bundle.number))
    await exchangeSlotsOf(tx, identities, { controls: graph.stated, bundle, at });
  return identities;
}
