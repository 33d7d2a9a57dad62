import { inRequestSpan } from '@countersign/service-kit/messaging';
import { verifyStatement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../connector-deps.js';
import { type Order, takeOrderAgain } from './take-order.handler.js';
import { type WaitingOrder, waitingOrders } from './waiting.store.js';

/** Orders looked at in one run. */
const runSize = 20;

/**
 * Gives waiting orders again, by turns: with their evidence if it has come, at last without it. Each in a transaction of its own, so that its place and
 * the chain are free before the next: what is urgent waits for one at most, and one that fails keeps no other waiting. `turn`: the transaction
 * in which the timer has its turn; a run that has lost it, or its database, ends and is thrown.
 */
export async function takeWaiting(deps: ConnectorDeps, turn: EntityManager): Promise<void> {
  const orders = await deps.inTransaction((tx) => waitingOrders(tx, runSize));
  for (const waiting of orders) {
    await turn.query('SELECT 1');
    try {
      await deps.inTransaction((tx) => takeAgain(deps, tx, waiting));
    } catch (error) {
      deps.log.error('a waiting order cannot be given again yet', { order: waiting.hash, error });
    }
  }
}

/** From its signer's bytes, verified again: a row of ours is no order. What waits has a grant whose evidence is missing; its request names the trace. */
async function takeAgain(
  deps: ConnectorDeps,
  tx: EntityManager,
  { jws, until }: WaitingOrder,
): Promise<void> {
  const types = ['provisioning.ordered.v1'] as const;
  const order: Order = await verifyStatement(jws, deps.trust().registry, { types });
  const [grant] = order.body.desired.grants;
  const take = () => takeOrderAgain(deps, tx, order, until);
  await (grant ? inRequestSpan(tx, grant.request, 'take waiting', take) : take());
}
