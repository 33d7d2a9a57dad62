import type { Statement } from '@countersign/statement';
import { readFact } from '@countersign/statement';
import { factsAbout, factsOfType, storeFact, subjectsOf } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import { assessRequest } from '../assess/assess.handler.js';
import { withdrawRequest } from '../clear/withdraw.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import { lockRequest, requestsOf } from '../requests/request.store.js';
import { lockGraphAlone, raiseEpochs } from '../world/world.store.js';
import { controlFactTypes, controllersOf, controlsFrom } from './control-graph.decision.js';

/**
 * Learns a fact. One that changes who controls whom is taken in alone (nothing is judged meanwhile) and raises the epochs of the roots it
 * touches. Requests that were held for lack of a fact about these identities are judged anew; who leaves loses everything.
 */
export async function stateFact(
  deps: PolicyDeps,
  tx: EntityManager,
  statement: Statement<'request.identity-stated.v1'>,
): Promise<void> {
  const fact = await readFact(statement, deps.trust().registry);
  const subjects = subjectsOf(fact);
  const graphChanges = (controlFactTypes as readonly string[]).includes(fact.type);
  if (graphChanges) await lockGraphAlone(tx);
  await storeFact(tx, fact, statement);
  if (graphChanges) {
    const controls = controlsFrom(await factsOfType(tx, controlFactTypes));
    await raiseEpochs(tx, [...controllersOf(controls, subjects, fact.effective)]);
  }
  if (fact.type === 'worker.left.v1') return endWorker(deps, tx, fact.data.worker);
  for (const id of await requestsOf(tx, subjects, ['held'])) await assessRequest(deps, tx, id);
}

/** Ends what a person who has left asked for or holds; before the day it does nothing, the timer comes back to it. */
export async function endWorker(deps: PolicyDeps, tx: EntityManager, person: string): Promise<void> {
  const at = deps.clock.now();
  const facts = await factsAbout(tx, [person]);
  const of = (type: string) =>
    Math.max(
      -1,
      ...facts.filter((fact) => fact.type === type && fact.effective <= at).map((fact) => fact.effective),
    );
  if (of('worker.left.v1') < of('worker.hired.v1') || of('worker.left.v1') < 0) return;
  const reasons = [{ code: 'WORKER_LEFT', message: 'the beneficiary has left' }];
  for (const id of await requestsOf(tx, [person], ['asked', 'held', 'assessed', 'cleared'])) {
    const request = await lockRequest(tx, id);
    if (request) await withdrawRequest(deps, tx, request, reasons);
  }
}

/** Ends workers whose last day has come since it was stated. Run by a timer. */
export async function endWorkersDue(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const rows: { worker: string }[] = await tx.query(
    `SELECT DISTINCT f.data->>'worker' AS worker FROM fact f
     JOIN request r ON r.beneficiary = f.data->>'worker' AND r.state IN ('asked', 'held', 'assessed', 'cleared')
     WHERE f.type = 'worker.left.v1' AND f.effective <= $1`,
    [deps.clock.now()],
  );
  for (const { worker } of rows) await endWorker(deps, tx, worker);
}
