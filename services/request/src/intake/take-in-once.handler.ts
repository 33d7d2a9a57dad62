import { CountersignError, type RequestId } from '@countersign/contracts';
import { admit, upstreamDigest, upstreamId } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import type { RequestDeps } from '../request-deps.js';
import { isWish, requestOf, takeIn } from './intake.handler.js';
import type { CloudEvent } from './structured-event.js';

/** The very same signed message came a second time: somebody replays it. A sender that tries again signs again. */
export class Replayed extends CountersignError {
  readonly code = 'WEBHOOK_REPLAYED';
  readonly retriable = false;
}

/** What came of an event: `fresh` is false when it had come before. `request`: the request that a wish is, for whoever follows it. */
export interface TakenIn {
  readonly event: string;
  readonly fresh: boolean;
  readonly request?: RequestId;
}

/**
 * Takes in an event that came by HTTP, once, whatever way it comes again. Throws {@link Replayed} for a
 * signature that was used before, `DUPLICATE_ID` for another event under a known id.
 */
export async function takeInOnce(
  deps: RequestDeps,
  tx: EntityManager,
  event: CloudEvent,
  signature: string,
): Promise<TakenIn> {
  const seen = { id: `webhook:${signature}`, digest: signature, topic: 'http' };
  if (!(await admit(tx, seen)))
    throw new Replayed('this signed message was taken before; sign again to try again');
  const fresh = await admit(tx, { id: upstreamId(event), digest: upstreamDigest(event), topic: 'http' });
  if (fresh) await takeIn(deps, tx, event);
  return { event: event.id, fresh, ...(isWish(event) ? { request: requestOf(event) } : {}) };
}
