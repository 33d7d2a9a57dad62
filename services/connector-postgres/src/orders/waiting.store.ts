import { receivedByHash } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';

/** An order that waits for evidence, in its signer's bytes. */
export interface WaitingOrder {
  readonly hash: string;
  readonly jws: string;
  /** ms; afterwards it is answered with what is there. */
  readonly until: number;
}

/** Notes that an order waits; the first bound stays. */
export async function keepWaiting(tx: EntityManager, hash: string, until: number): Promise<void> {
  await tx.query('INSERT INTO waiting_order (hash, until) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    hash,
    until,
  ]);
}

/** The order waits no longer. */
export async function stopWaiting(tx: EntityManager, hash: string): Promise<void> {
  await tx.query('UPDATE waiting_order SET done = true WHERE hash = $1 AND NOT done', [hash]);
}

/**
 * The orders whose turn it is, the most urgent first: of those that wait the ones that were looked at longest ago, so that one which fails or
 * waits in vain keeps no other waiting. They are looked at now.
 */
export async function waitingOrders(tx: EntityManager, limit: number): Promise<WaitingOrder[]> {
  const rows: { hash: string; until: string }[] = await tx.query(
    `WITH looked AS (
       UPDATE waiting_order SET looked_at = clock_timestamp() WHERE hash IN (
         SELECT hash FROM waiting_order WHERE NOT done ORDER BY looked_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING hash, until)
     SELECT * FROM looked ORDER BY until`,
    [limit],
  );
  const orders: WaitingOrder[] = [];
  for (const { hash, until } of rows) {
    const received = await receivedByHash(tx, hash);
    if (received) orders.push({ hash, jws: received.jws, until: Number(until) });
  }
  return orders;
}
