import type { EntityManager } from 'typeorm';
import type { ApprovalDeps } from '../approval-deps.js';
import { whyNotEligible } from '../vote/eligibility.decision.js';
import { electorateOf } from '../vote/electorate.js';
import { takesVote } from '../vote/takes-vote.decision.js';
import { UnknownTask } from '../vote/vote.errors.js';
import type { InboxTask } from './inbox.handler.js';
import { taskToShow } from './task.store.js';

/**
 * A task that would take this person's no now, by its h(a): open, or approved, when no inbox shows it any more. Her turn on a route in order is
 * not waited for, as a vote does not wait for it. Throws {@link UnknownTask} for what is not there and, telling nothing, for what she may not decide.
 */
export async function deniableTask(
  deps: ApprovalDeps,
  tx: EntityManager,
  person: string,
  ha: string,
): Promise<InboxTask> {
  const { bundle } = deps.trust();
  const task = await taskToShow(tx, ha);
  if (!task || !takesVote(task, 'no', deps.clock.now())) throw new UnknownTask();
  const { assessed, submitted, bytes } = task;
  const { facts, at } = await electorateOf(deps, tx, task, [person]);
  if (whyNotEligible({ person, assessed, submitted, facts, bundle, at })) throw new UnknownTask();
  return bytes;
}
