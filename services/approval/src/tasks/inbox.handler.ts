import { factsAbout } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';
import type { ApprovalDeps } from '../approval-deps.js';
import { whyNotToGrant } from '../vote/eligibility.decision.js';
import { openTasks } from './task.store.js';

/** Tasks read per look; a page shows those of them that this person may decide. */
const pageSize = 100;

/**
 * Something to decide, in the exact bytes of `request.submitted.v1` and `policy.assessed.v1` (compact JWS). Whoever votes reads and hashes
 * these herself: a vote binds h(r) and h(a), and what this service says beside them would be its word alone.
 */
export interface InboxTask {
  readonly submitted: string;
  readonly assessed: string;
}

/** What a person may decide, and where to go on. */
export interface InboxPage {
  readonly tasks: readonly InboxTask[];
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
  const page = await openTasks(tx, at, after, pageSize);
  const tasks = page
    .filter(
      ({ assessed, submitted }) => whyNotToGrant({ person, assessed, submitted, facts, bundle, at }) === null,
    )
    .map(({ bytes }) => bytes);
  return { tasks, next: page.length === pageSize ? (page.at(-1)?.ha ?? null) : null };
}
