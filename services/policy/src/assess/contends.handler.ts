import { CountersignError, type Item } from '@countersign/contracts';
import { type Bundle, inForce } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { pendingBeside, type PendingRequest } from '../requests/pending.store.js';
import type { KnownRequest } from '../requests/request.store.js';
import { asksForControl } from '../world/law-reach.decision.js';
import { worldBeside } from '../world/world.store.js';
import { changeOf } from './assess.decision.js';
import { type Contends, contendsOf, type Pending } from './contends.decision.js';
import { type Judged, outlookOf } from './judge-now.handler.js';
import { matrixOf } from './matrix.js';

/** Most pending requests that are looked at beside one; the schema of an assessment names no more. */
const mostPending = 16;

/**
 * Which pending requests collide with one that passes. Changes nothing of what it comes to, and costs one look into a table where nothing is pending
 * for anybody whom it touches. INVARIANT: called under the locks of `lockWorld`: of two requests that touch one root, the later assessed sees
 * the other.
 */
export async function contendsWith(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  { world, at }: Pick<Judged, 'world' | 'at'>,
): Promise<Contends> {
  const { bundle } = deps.trustForGrants();
  const found = await pendingBeside(tx, {
    ...{ request, at, limit: mostPending + 1 },
    identities: world.identities,
  });
  const pending = found.slice(0, mostPending).filter(({ submitted }) => canBeGiven(bundle, submitted.items));
  if (pending.length === 0) return { requests: [], more: found.length > mostPending };
  const askings = pending.map(({ submitted }) => submitted);
  const reached = askings.some(({ items }) => asksForControl(bundle, items))
    ? await worldBeside(tx, outlookOf(request, bundle, at), askings)
    : world;
  const { requests, more } = contendsOf(
    {
      ...{ matrix: matrixOf(bundle), at },
      world: { ...reached, grants: reached.staying },
      change: { ...changeOf(request.submitted, at), drop: reached.dropped },
    },
    pending.map((one) => asHeld(one, at)),
  );
  return { requests, more: more || found.length > mostPending };
}

/** Whether the law in force can give all of this: nothing is reserved for what it cannot, so that stands in nobody's way. */
function canBeGiven(bundle: Bundle, items: readonly Item[]): boolean {
  try {
    return items.every((item) => inForce(bundle, item));
  } catch (error) {
    if (error instanceof CountersignError && !error.retriable) return false;
    throw error;
  }
}

/** A pending request as the access it would be: until when it was assessed to be, else as it was asked for. */
function asHeld({ id, submitted, assessed }: PendingRequest, at: number): Pending {
  const until = assessed ? assessed.until : submitted.window.until;
  const { add } = changeOf({ ...submitted, window: { ...submitted.window, until } }, at);
  const grants = add.filter(({ window }) => window.until === null || window.until > window.from);
  return { request: id, grants: grants.map((grant) => ({ ...grant, state: 'held' })) };
}
