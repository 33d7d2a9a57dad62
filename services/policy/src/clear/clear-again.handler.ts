import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import { judgeNow } from '../assess/assess.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import { lockRequest } from '../requests/request.store.js';
import { lockGraphShared } from '../world/world.store.js';
import { demandsMore } from './clear.handler.js';
import { requestsToClear, reservationOf } from './reservation.store.js';
import { clearReserved } from './reserve.handler.js';
import { withdrawRequest } from './withdraw.handler.js';

/** Requests looked at per run of the timer. */
const batch = 50;

/**
 * Clears what waits on a reservation: a start that has come, or a clearance that ran out before it was applied. Each is judged again on the
 * same reservation; what is no longer allowed is withdrawn. Run by a timer; safe to run twice or side by side.
 */
export async function clearWaiting(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  for (const id of await requestsToClear(tx, deps.clock.now(), batch))
    await inRequestSpan(tx, id, 'clear again', () => clearAgain(deps, tx, id));
}

async function clearAgain(deps: PolicyDeps, tx: EntityManager, id: string): Promise<void> {
  await lockGraphShared(tx);
  const request = await lockRequest(tx, id);
  const reservation = await reservationOf(tx, id);
  if (!request || request.state !== 'cleared' || !reservation) return;
  const { assessment, world } = await judgeNow(deps, tx, request);
  if (assessment.outcome === 'pass' && !demandsMore(request, assessment))
    return clearReserved(deps, tx, request, reservation, world.roots);
  const reasons =
    assessment.outcome === 'pass'
      ? [
          {
            code: 'DEMANDS_MORE',
            message: 'what would have to be decided is not what was voted on; ask again',
          },
        ]
      : assessment.reasons;
  await withdrawRequest(deps, tx, request, reasons);
}
