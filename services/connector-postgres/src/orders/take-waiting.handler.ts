import { inRequestSpan } from '@countersign/service-kit/messaging';
import { eachApart } from '@countersign/service-kit/persistence';
import { verifyStatement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../connector-deps.js';
import { lockPlaces } from './place-lock.js';
import { type Order, takeOrder } from './take-order.handler.js';
import { type WaitingOrder, waitingOrders } from './waiting.store.js';

/** Orders looked at in one run; each holds its place until the run commits. */
const runSize = 20;

/** An order that waits, from its signer's bytes, verified again: a row of ours is no order. */
interface Verified extends WaitingOrder {
  readonly order: Order;
}

/** Gives waiting orders again: with their evidence if it has come, at last without it. One that fails keeps no other waiting. */
export async function takeWaiting(deps: ConnectorDeps, tx: EntityManager): Promise<void> {
  const failed = ({ hash }: WaitingOrder, error: unknown) =>
    deps.log.error('a waiting order cannot be given again yet', { order: hash, error });
  const verified: Verified[] = [];
  const read = async (waiting: WaitingOrder) =>
    verified.push({ ...waiting, order: await verify(deps, waiting) });
  await eachApart(tx, await waitingOrders(tx, runSize), read, failed);
  await lockPlaces(
    tx,
    verified.map(({ order }) => order.body),
  );
  await eachApart(tx, verified, (waiting) => takeAgain(deps, tx, waiting), failed);
}

const verify = (deps: ConnectorDeps, { jws }: WaitingOrder): Promise<Order> =>
  verifyStatement(jws, deps.trust().registry, { types: ['provisioning.ordered.v1'] as const });

/** What waits has a grant whose evidence is missing; its request names the trace. */
function takeAgain(deps: ConnectorDeps, tx: EntityManager, { order, until }: Verified): Promise<void> {
  const [grant] = order.body.desired.grants;
  const take = () => takeOrder(deps, tx, order, until);
  return grant ? inRequestSpan(tx, grant.request, 'take waiting', take) : take();
}
