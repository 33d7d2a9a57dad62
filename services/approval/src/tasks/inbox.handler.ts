import { factsAbout } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import type { ApprovalDeps } from '../approval-deps.js';
import { whyNotEligible } from '../vote/eligibility.decision.js';
import { openTasks, type Task } from './task.store.js';

/** Tasks read per look; a page shows those of them that this person may decide. */
const pageSize = 100;

/** What a person may decide, and where to go on. */
export interface InboxPage {
  readonly tasks: readonly Task[];
  readonly next: string | null;
}

/** The open tasks that a person may decide now; nobody sees one that she may not decide. */
export async function inboxOf(
  deps: ApprovalDeps,
  tx: EntityManager,
  person: string,
  after: string | null,
): Promise<InboxPage> {
  const at = deps.clock.now();
  const { bundle } = deps.trust();
  const facts = await factsAbout(tx, [person]);
  const page = await openTasks(tx, after, pageSize);
  const tasks = page.filter(
    ({ assessed, submitted }) =>
      submitted && whyNotEligible({ person, assessed, submitted, facts, bundle, at }) === null,
  );
  return { tasks, next: page.length === pageSize ? (page.at(-1)?.ha ?? null) : null };
}
