import { lapsed } from '@countersign/contracts/approval/issue';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import { eachApart } from '@countersign/service-kit/persistence';
import type { EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../approval-deps.js';
import type { Task } from '../tasks/task.js';
import { closeRequest, moveTask, overdueTasks } from '../tasks/task.store.js';

/** Tasks looked at per run of the timer. */
const batch = 100;

/**
 * Says of every open task past its deadline that it lapsed, once, and closes its request. Run by a timer; safe to run side by side. All are
 * locked before the first is signed; one that fails keeps no other waiting.
 */
export async function lapseTasks(deps: ApprovalDeps, tx: EntityManager): Promise<void> {
  const overdue = await overdueTasks(tx, deps.clock.now(), batch);
  await eachApart(
    tx,
    overdue,
    (task) => inRequestSpan(tx, task.request, 'lapse', () => lapse(deps, tx, task)),
    ({ ha }, error) => deps.log.error('a task cannot lapse yet', { ha, error }),
  );
}

async function lapse(deps: ApprovalDeps, tx: EntityManager, task: Task): Promise<void> {
  const { request, hr, ha, deadline } = task;
  await moveTask(tx, ha, 'lapsed');
  await closeRequest(tx, request);
  await deps.issuer.issue(tx, lapsed({ request, hr, ha, deadline }), { topic: approvalTopic, key: request });
}
