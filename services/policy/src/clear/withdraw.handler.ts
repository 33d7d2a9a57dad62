import { withdrew } from '@countersign/contracts/policy/issue';
import type { EntityManager } from 'typeorm';
import type { Why } from '../assess/assess.decision.js';
import { canClose, type Closing } from '../life/request-life.decision.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { freeReservation } from '../release/release.handler.js';
import { type KnownRequest, moveRequest } from '../requests/request.store.js';
import { wasCleared, withdrawClearances } from './clearance.store.js';
import { endReservation } from './reservation.store.js';

/**
 * Takes a request back: its clearances count no longer, its reservation ends when every line is absent, and whoever executes is told in the
 * same transaction, unless it was people who closed it before anything was reserved: they have said so. A reservation for which no clearance was ever signed frees at once: nothing of it is on its way. Needs no judgement.
 * Does nothing where there is nothing to close.
 */
export async function withdrawRequest(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  reasons: readonly Why[],
  to: Closing = 'withdrawn',
): Promise<void> {
  if (!canClose(request.state, to)) return;
  const moved = await moveRequest(tx, request, to);
  await withdrawClearances(tx, request.id);
  const reservation = await endReservation(tx, request.id);
  if (reservation && !(await wasCleared(tx, reservation))) await freeReservation(deps, tx, reservation);
  if (!reservation && to !== 'withdrawn') return;
  const body = { request: moved.id, hr: moved.hr, clearance: null, reasons: [...reasons] };
  await deps.issuer.issue(tx, withdrew(body), { topic: policyTopic, key: moved.id });
}
