import type { DesiredGrant } from '@countersign/contracts';
import type { Answered, Ended } from '@countersign/contracts/connector';
import { largestTokenStep } from '@countersign/contracts/provisioning';
import type { EntityManager } from 'typeorm';
import { closeClearance, confirmOnceRunOut } from '../order/clearance.store.js';
import { grantsLeft, requestsOf, surviving, withoutClearance } from '../order/desired.decision.js';
import { orderPlaces } from '../order/compose-orders.handler.js';
import {
  continueFrom,
  type Desired,
  lockPlace,
  type Place,
  saveAdopted,
  saveAnswered,
  saveLeft,
  sendUnansweredAgain,
} from '../order/desired.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';

/**
 * When an order that nobody answers goes out again: after 10 s, then after twice as long each time, so that a connector which is away is not
 * buried. INVARIANT: an order that takes something away, and was lost, never waits longer than 5 min.
 */
const doubt = { firstMs: 10_000, longestMs: 300_000 };

/** A connector's answer about a place: the token it speaks of, the state it left, and the newest token it has seen. */
export type Receipt = Place & Pick<Answered, 'token' | 'state' | 'outcome' | 'code' | 'newest'>;

/**
 * Takes in a connector's answer, given at `iat` (its clock, ms). What it does not have of what was wanted under this token is spent: policy has to clear it anew. An answer
 * to an older order, or to one that we never gave, says nothing about ours. Where somebody used up our token, or we were restored from an
 * older copy, ours is given again after what the connector has seen, and so is one that lies too far above that; while it says that it has what we do not want, ours counts as
 * unanswered and is asked again. So a removal always arrives.
 */
export async function takeReceipt(
  deps: ProvisioningDeps,
  tx: EntityManager,
  receipt: Receipt,
  iat: number,
): Promise<void> {
  const desired = await lockPlace(tx, receipt);
  if (receipt.token !== desired.token) return;
  const { newest } = receipt;
  if (newest > desired.token + largestTokenStep)
    return deps.log.error('a connector claims a token that no order can have', {
      token: desired.token,
      newest,
    });
  if (receipt.code === 'TOKEN_JUMPED') return orderAfter(deps, tx, desired, newest);
  const hasMore = hasUnwanted(desired, receipt);
  if (newest >= desired.token && (hasMore || receipt.outcome !== 'done'))
    return orderAfter(deps, tx, desired, newest);
  if (hasMore) return;
  const grants = surviving(desired.grants, receipt.state.grants);
  const left = grantsLeft(desired.grants, grants);
  for (const { clearance } of left) await closeClearance(tx, clearance, 'spent', 'NOT_IN_TARGET');
  await confirmOnceRunOut(tx, requestsOf(left));
  await saveAnswered(tx, { ...desired, grants }, iat);
  await endAdoption(deps, tx, { ...desired, grants });
}

/**
 * Takes in what a connector ended by itself, said at `iat` (its clock, ms): what it names is spent, and nothing else. Its state may be from before
 * the newest order added anything: that order is answered by its answer alone. Once it is, this is a later word on it, as far as nothing is there that we do not want.
 */
export async function takeEnding(
  tx: EntityManager,
  ending: Pick<Ended, 'token' | 'ended' | 'state'> & Place,
  iat: number,
): Promise<void> {
  const desired = await lockPlace(tx, ending);
  const grants = ending.ended.reduce<readonly DesiredGrant[]>(withoutClearance, desired.grants);
  const left = grantsLeft(desired.grants, grants);
  for (const { clearance } of left) await closeClearance(tx, clearance, 'spent', 'ENDED_BY_TARGET');
  await confirmOnceRunOut(tx, requestsOf(left));
  const isWord = ending.token === desired.token && desired.answered >= desired.token;
  const saysMore = isWord && !hasUnwanted({ ...desired, grants }, ending);
  await saveLeft(tx, { ...desired, grants }, saysMore ? iat : null);
}

/** What was adopted and has been asked for, and given, is held by that alone from now on: it ends when that does. */
async function endAdoption(deps: ProvisioningDeps, tx: EntityManager, place: Desired): Promise<void> {
  if (place.adoptedAt === null || place.grants.length === 0) return;
  await saveAdopted(tx, [place], null);
  await orderPlaces(deps, tx, [place], { key: null, lane: 'urgent', compose: (grants) => [...grants] });
}

/** Whether the target has a grant that we do not order there (any more). */
const hasUnwanted = ({ grants }: Desired, { state }: Pick<Receipt, 'state'>): boolean =>
  state.grants.some((held) => !grants.some(({ clearance }) => clearance === held.clearance));

/** Adds nothing: what was cleared under the lost token is cleared anew. */
async function orderAfter(
  deps: ProvisioningDeps,
  tx: EntityManager,
  desired: Desired,
  newest: number,
): Promise<void> {
  deps.log.warn('a token of ours is not the next one of its place', { token: desired.token, newest });
  await continueFrom(tx, desired, newest);
  await orderPlaces(deps, tx, [desired], {
    key: null,
    lane: 'urgent',
    addsNothing: true,
    compose: (grants) => [...grants],
  });
}

/** Asks again about orders in doubt. Run by a timer. */
export async function askAgain(deps: ProvisioningDeps, tx: EntityManager): Promise<void> {
  await sendUnansweredAgain(tx, doubt, deps.clock.now());
}
