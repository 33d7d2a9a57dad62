import { withdrew } from '@countersign/contracts/policy/issue';
import type { EntityManager } from 'typeorm';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { lockGraphAlone } from '../world/graph-lock.store.js';
import { type Recalled, withdrawClearancesUnder } from './clearance.store.js';

const reasons = [
  { code: 'MADE_UNTRUE', message: 'what it was judged on has changed; it is judged anew on the same slots' },
];

/**
 * Tells whoever executes that these clearances count no longer, each alone: what was ordered on one is ordered away, its request goes on.
 * INVARIANT: called when nothing more is to be locked, because signing locks the chain.
 */
export async function sayRecalled(
  deps: PolicyDeps,
  tx: EntityManager,
  recalled: readonly Recalled[],
): Promise<void> {
  for (const { clearance, request, hr } of recalled)
    await deps.issuer.issue(tx, withdrew({ request, hr, clearance, reasons: [...reasons] }), {
      topic: policyTopic,
      key: request,
    });
}

/** Recalls what was cleared by an earlier law than bundle `number` and not applied yet; nothing is judged meanwhile. */
export async function recallUnder(deps: PolicyDeps, tx: EntityManager, number: number): Promise<void> {
  await lockGraphAlone(tx);
  await sayRecalled(deps, tx, await withdrawClearancesUnder(tx, number, deps.clock.now()));
}
