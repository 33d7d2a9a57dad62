import type { EntityManager } from 'typeorm';
import { approvalOf } from '../clear/approval.store.js';
import { clearApproved } from '../clear/clear.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import { postponeRequests, requestsDue } from '../requests/due.store.js';
import { eachRequest } from '../requests/each-request.js';
import type { KnownRequest } from '../requests/request.store.js';
import { assessRequest } from './assess.handler.js';

/** Requests looked at per run of the timer. */
const batch = 50;
/** One that could not be judged is left alone for so long, ms. */
const failedPauseMs = 60_000;

/**
 * Judges anew what was held and may not have to be any longer: a fact came, a bundle took force, access was seen to be gone, a while has passed.
 * Never in the transaction that took in what changed, so that a request can keep out neither a fact nor the law. Run by a timer.
 */
export async function judgeDue(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  const { number } = deps.trust().bundle;
  const ids = await requestsDue(tx, at, number, batch);
  const failed = await eachRequest(deps, tx, { name: 'judge anew', ids }, (request) =>
    judgeAnew(deps, tx, request),
  );
  await postponeRequests(tx, failed, number, at + failedPauseMs);
}

/** What was approved before it had to wait is cleared on those votes; everything else is assessed. */
async function judgeAnew(deps: PolicyDeps, tx: EntityManager, request: KnownRequest): Promise<void> {
  const approval = await approvalOf(tx, request, deps.trust().registry);
  await (approval ? clearApproved(deps, tx, approval) : assessRequest(deps, tx, request.id));
}
