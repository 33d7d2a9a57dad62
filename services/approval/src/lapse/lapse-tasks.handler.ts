import { lapsed } from '@countersign/contracts/approval/issue';
import type { EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../approval-deps.js';
import { moveTask, overdueTasks } from '../tasks/task.store.js';

/** Tasks looked at per run of the timer. */
const batch = 100;

/** Says of every open task past its deadline that it lapsed, once. Run by a timer; safe to run side by side. */
export async function lapseTasks(deps: ApprovalDeps, tx: EntityManager): Promise<void> {
  for (const task of await overdueTasks(tx, deps.clock.now(), batch)) {
    await moveTask(tx, task.ha, 'lapsed');
    const body = { request: task.request, hr: task.hr, ha: task.ha, deadline: task.deadline };
    await deps.issuer.issue(tx, lapsed(body), { topic: approvalTopic, key: task.request });
  }
}
