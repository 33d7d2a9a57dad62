import { verifyStatement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../connector-deps.js';
import { takeOrder } from './take-order.handler.js';
import { type WaitingOrder, waitingOrders } from './waiting.store.js';

/** Orders looked at in one run; each holds its place until the run commits. */
const runSize = 20;

/** Gives waiting orders again: with their evidence if it has come, at last without it. One that fails keeps no other waiting. */
export async function takeWaiting(deps: ConnectorDeps, tx: EntityManager): Promise<void> {
  for (const waiting of await waitingOrders(tx, runSize)) {
    await tx.query('SAVEPOINT waiting');
    try {
      await takeAgain(deps, tx, waiting);
      await tx.query('RELEASE SAVEPOINT waiting');
    } catch (error) {
      await tx.query('ROLLBACK TO SAVEPOINT waiting');
      deps.log.error('a waiting order cannot be given again yet', { order: waiting.hash, error });
    }
  }
}

/** From its signer's bytes, verified again: a row of ours is no order. */
async function takeAgain(
  deps: ConnectorDeps,
  tx: EntityManager,
  { jws, until }: WaitingOrder,
): Promise<void> {
  const order = await verifyStatement(jws, deps.trust().registry, {
    types: ['provisioning.ordered.v1'] as const,
  });
  await takeOrder(deps, tx, order, until);
}
