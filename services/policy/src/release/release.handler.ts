import type { EntityManager } from 'typeorm';
import { freeSlots } from '../clear/slot.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { markHeldFor } from '../requests/due.store.js';
import { lockRequest, moveRequest } from '../requests/request.store.js';
import { forgetLines, markReleased } from './line.store.js';

/** Frees a reservation all of whose lines are absent, and ends its request; who waits for that is judged anew, and what needed it is looked at. Else does nothing. */
export async function releaseIfAbsent(
  deps: PolicyDeps,
  tx: EntityManager,
  reservation: string,
): Promise<void> {
  const id = await markReleased(tx, reservation, deps.clock.now());
  const request = id === null ? null : await lockRequest(tx, id);
  if (!request) return;
  await freeSlots(tx, [reservation]);
  await moveRequest(tx, request, 'ended');
  await markHeldFor(tx, 'WAITS_FOR_ABSENCE', deps.clock.now());
}

/** Frees a reservation of which nothing can have reached a target: no clearance was ever signed for it. */
export async function freeReservation(
  deps: PolicyDeps,
  tx: EntityManager,
  reservation: string,
): Promise<void> {
  await forgetLines(tx, reservation);
  await releaseIfAbsent(deps, tx, reservation);
}
