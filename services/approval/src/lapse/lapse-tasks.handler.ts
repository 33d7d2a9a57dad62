import { lapsed } from '@countersign/contracts/approval/issue';
import { inRequestSpan } from '@countersign/service-kit/messaging';
import type { EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../approval-deps.js';
import { moveTask, overdueTasks, type Task } from '../tasks/task.store.js';

/** Tasks looked at per run of the timer. */
const batch = 100;

/** Says of every open task past its deadline that it lapsed, once. Run by a timer; safe to run side by side. */
export async function lapseTasks(deps: ApprovalDeps, tx: EntityManager): Promise<void> {
  for (const task of await overdueTasks(tx, deps.clock.now(), batch))
    await inRequestSpan(tx, task.request, 'lapse', () => lapse(deps, tx, task));
}

async function lapse(deps: ApprovalDeps, tx: EntityManager, task: Task): Promise<void> {
  const { request, hr, ha, deadline } = task;
  await moveTask(tx, ha, 'lapsed');
  await deps.issuer.issue(tx, lapsed({ request, hr, ha, deadline }), { topic: approvalTopic, key: request });
}
