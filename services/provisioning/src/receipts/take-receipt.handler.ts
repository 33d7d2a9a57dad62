import type { DesiredState } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';
import { closeClearance } from '../order/clearance.store.js';
import { surviving } from '../order/desired.decision.js';
import { lockPlace, type Place, saveAnswered, sendUnansweredAgain } from '../order/desired.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';

/** How long (ms) an order may go unanswered before it is sent again. */
const doubtMs = 10_000;

/** A connector's word on a place: the token it speaks of and the state it left. */
export interface Receipt extends Place {
  readonly token: number;
  readonly state: DesiredState;
}

/**
 * Takes in a connector's answer. What it does not have of what was wanted under this token is spent: policy has to clear it anew. An answer
 * to an older order says nothing about the newer one.
 */
export async function takeReceipt(tx: EntityManager, receipt: Receipt): Promise<void> {
  const desired = await lockPlace(tx, receipt);
  if (receipt.token < desired.token) return;
  const grants = surviving(desired.grants, receipt.state.grants);
  for (const grant of desired.grants)
    if (!grants.includes(grant)) await closeClearance(tx, grant.clearance, 'spent', 'NOT_IN_TARGET');
  await saveAnswered(tx, { ...desired, grants }, receipt.token);
}

/** Asks again about orders in doubt. Run by a timer. */
export async function askAgain(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  const at = deps.clock.now();
  await sendUnansweredAgain(tx, at - doubtMs, at);
}
