import { factsAbout } from '@countersign/service-kit/facts';
import { hasLeftSince } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { withdrawRequest } from '../clear/withdraw.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import { eachRequest } from '../requests/each-request.js';
import { requestsOf } from '../requests/request.store.js';

/** What a leaver may still have open. */
const open = ['asked', 'held', 'assessed', 'cleared'] as const;
const reasons = [{ code: 'WORKER_LEFT', message: 'the beneficiary has left' }];

/**
 * Ends what was asked for people before they left, whether they were hired again since or not; of those whose day has not come nothing, the timer
 * comes back to them.
 */
export async function endWorkers(
  deps: PolicyDeps,
  tx: EntityManager,
  persons: readonly string[],
): Promise<void> {
  const at = await deps.clocks.latest(tx);
  const ids: string[] = [];
  for (const person of persons) {
    const facts = await factsAbout(tx, [person]);
    for (const { id, askedAt } of await requestsOf(tx, person, open))
      if (hasLeftSince(facts, person, askedAt, at)) ids.push(id);
  }
  await eachRequest(deps, tx, { name: 'end worker', ids }, (request) =>
    withdrawRequest(deps, tx, request, reasons),
  );
}

/** Ends workers whose last day has come since it was stated. Who had left when it was asked is refused where it is judged. Run by a timer. */
export async function endWorkersDue(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const rows: { worker: string }[] = await tx.query(
    `SELECT DISTINCT f.data->>'worker' AS worker FROM fact f
     JOIN request r ON r.beneficiary = f.data->>'worker' AND r.state = ANY($2)
     WHERE f.type = 'worker.left.v1' AND f.effective <= $1 AND f.effective > r.asked_at`,
    [await deps.clocks.latest(tx), [...open]],
  );
  await endWorkers(
    deps,
    tx,
    rows.map(({ worker }) => worker),
  );
}
