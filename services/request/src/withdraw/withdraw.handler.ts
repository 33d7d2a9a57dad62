import { CountersignError, type RequestId } from '@countersign/contracts';
import { withdrawn } from '@countersign/contracts/request/issue';
import type { EntityManager } from 'typeorm';
import { type RequestDeps, requestTopic } from '../request-deps.js';
import { tellOwn } from '../story/step.store.js';
import { exchangesOf } from '../swap/swap.store.js';
import {
  findRequest,
  insertWithdrawal,
  insertWithdrawalAhead,
  isWithdrawn,
  lockWish,
  type SignedRequest,
  type Withdrawal,
} from '../submit/request.store.js';

/** No request of this id that the caller may take back. */
export class NoSuchRequest extends CountersignError {
  readonly code = 'REQUEST_NOT_FOUND';
  readonly retriable = false;
}

/**
 * Takes a request back, once, and whatever was opened by itself instead of it: who asked for it knows of no other. Whether `by` may is the
 * caller's business.
 */
export async function withdrawRequest(
  deps: RequestDeps,
  tx: EntityManager,
  { id, hr }: Pick<SignedRequest, 'id' | 'hr'>,
  { by, reason, bundle }: Withdrawal,
): Promise<void> {
  await lockWish(tx, id);
  if (!(await isWithdrawn(tx, id))) await sayWithdrawn(deps, tx, { id, hr }, { by, reason, bundle });
  for (const { request, byLaw } of await exchangesOf(tx, id)) {
    const opened = byLaw ? await findRequest(tx, request) : null;
    if (opened) await withdrawRequest(deps, tx, opened, { by, reason, bundle });
  }
}

async function sayWithdrawn(
  deps: RequestDeps,
  tx: EntityManager,
  { id, hr }: Pick<SignedRequest, 'id' | 'hr'>,
  { by, reason, bundle }: Withdrawal,
): Promise<void> {
  const draft = withdrawn({ request: id, hr, by: by as never, reason });
  const signed = await deps.issuer.issue(tx, draft, { topic: requestTopic, key: id });
  await insertWithdrawal(tx, id, signed.hash, bundle ?? null);
  await tellOwn(tx, 'request.withdrawn.v1', signed, [id], draft.body);
}

/**
 * Takes back what one event of a source asked. Events overtake each other: a request that has not come yet is remembered as taken back, and
 * is withdrawn in the transaction that signs it.
 */
export async function withdrawAsked(
  deps: RequestDeps,
  tx: EntityManager,
  id: RequestId,
  withdrawal: Withdrawal,
): Promise<void> {
  await lockWish(tx, id);
  const request = await findRequest(tx, id);
  if (request) return withdrawRequest(deps, tx, request, withdrawal);
  await insertWithdrawalAhead(tx, id, withdrawal);
}

/** Who may take a request back: who asked, who would receive, the source it came through. Others learn nothing of it. */
export async function findWithdrawable(
  tx: EntityManager,
  id: string,
  by: readonly string[],
): Promise<SignedRequest> {
  const request = await findRequest(tx, id);
  if (request && [request.requester, request.beneficiary, request.source].some((party) => by.includes(party)))
    return request;
  throw new NoSuchRequest(`there is no request \`${id}\` that you could take back`);
}
