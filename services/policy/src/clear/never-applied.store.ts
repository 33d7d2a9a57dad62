import type { EntityManager } from 'typeorm';
import { openFinding } from '../findings/finding.store.js';
import type { Reservation } from './reservation.store.js';

const code = 'NEVER_APPLIED';
/** So many clearances of a reservation come to nothing in silence, by their pauses in some four minutes: a service may be down for a while. */
const silent = 3;

/**
 * Says that what was cleared again and again was never wholly applied: provisioning or its target refuses it. It is tried on ever more seldom
 * until its time is over, so that its slots are kept and nobody waits unseen. `at` in ms.
 */
export async function reportNeverApplied(
  tx: EntityManager,
  { request: subject, clearances }: Reservation,
  at: number,
): Promise<void> {
  if (clearances < silent) return;
  const message = `${clearances} clearances came to nothing; what provisioning and its connectors say of them tells why`;
  await openFinding(tx, { code, subject, message }, at);
}

/** Closes what was reported of requests that wait for nothing any more: all is applied, or nothing is to be. `at` in ms. */
export async function closeApplied(tx: EntityManager, at: number): Promise<void> {
  await tx.query(
    `UPDATE finding f SET closed_at = $2 WHERE f.code = $1 AND f.closed_at IS NULL AND NOT EXISTS (
       SELECT 1 FROM reservation r JOIN reserved_line l ON l.reservation = r.id
       WHERE r.request = f.subject AND r.state = 'live' AND l.state = 'reserved')`,
    [code, at],
  );
}
