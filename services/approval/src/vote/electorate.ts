import { factsAround } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import type { ApprovalDeps } from '../approval-deps.js';
import type { DecidableTask } from '../tasks/task.js';
import type { Electorate } from './standing-votes.decision.js';

/** What votes of these persons on a task are judged by now: the facts about them, about who asked, and about who benefits. */
export async function electorateOf(
  { trust, clock }: ApprovalDeps,
  tx: EntityManager,
  task: DecidableTask,
  voters: readonly string[],
): Promise<Electorate> {
  const { requester, beneficiary } = task.submitted;
  const facts = await factsAround(tx, [...voters, requester, beneficiary]);
  return { task, facts, trust: trust(), at: clock.now() };
}
