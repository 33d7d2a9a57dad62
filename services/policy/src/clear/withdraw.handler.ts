import { withdrew } from '@countersign/contracts/policy/issue';
import type { EntityManager } from 'typeorm';
import type { Why } from '../assess/assess.decision.js';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import type { RequestState } from '../requests/request-state.decision.js';
import { isOpen } from '../requests/request-state.decision.js';
import { type KnownRequest, lockRequest, moveRequest } from '../requests/request.store.js';
import { endReservation, withdrawClearances } from './reservation.store.js';

/**
 * Takes a request back: its open clearances count no longer, its reservation ends when every line is absent, and whoever executes is told in
 * the same transaction. Needs no judgement. Does nothing where nothing is open.
 */
export async function withdrawRequest(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  reasons: readonly Why[],
  to: Extract<RequestState, 'withdrawn' | 'denied' | 'lapsed'> = 'withdrawn',
): Promise<void> {
  if (!isOpen(request.state)) return;
  const moved = await moveRequest(tx, request, to);
  const [clearance] = await withdrawClearances(tx, request.id);
  const reserved = await endReservation(tx, request.id);
  if (!reserved && to !== 'withdrawn') return;
  const body = { request: moved.id, hr: moved.hr, clearance: clearance ?? null, reasons: [...reasons] };
  await deps.issuer.issue(tx, withdrew(body), { topic: policyTopic, key: moved.id });
}

/** {@link withdrawRequest} by id. A request that policy has not seen yet is not opened by its withdrawal. */
export async function withdrawById(
  deps: PolicyDeps,
  tx: EntityManager,
  id: string,
  why: Why,
  to: Extract<RequestState, 'withdrawn' | 'denied' | 'lapsed'>,
): Promise<void> {
  const request = await lockRequest(tx, id);
  if (request) await withdrawRequest(deps, tx, request, [why], to);
}
