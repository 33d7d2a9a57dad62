import { factsAround } from '@countersign/service-kit/facts';
import { groupsOf, isAsked, stagesAsked } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { ApprovalDeps } from '../approval-deps.js';
import { whyNotToGrant } from '../vote/eligibility.decision.js';
import { electorateOf } from '../vote/electorate.js';
import { standingVotes } from '../vote/standing-votes.decision.js';
import { votesOn } from '../vote/vote.store.js';
import { openTasks, type ShownTask } from './task.store.js';

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

/** Whether one of her groups is asked now: on a route in order, a stage waits for those before it. */
async function isHerTurn(
  deps: ApprovalDeps,
  tx: EntityManager,
  task: ShownTask,
  groups: readonly string[],
): Promise<boolean> {
  const { stages } = task.assessed;
  if (!stages.some(({ waits }) => waits)) return true;
  const votes = await votesOn(tx, task.ha);
  const voters = votes.map((vote) => vote.person);
  const asked = stagesAsked(stages, await standingVotes(votes, await electorateOf(deps, tx, task, voters)));
  return isAsked(asked, groups);
}

/**
 * The open tasks that a person may decide, of those whose turn it is; nobody sees one that she may not decide. A vote that comes before its turn is
 * taken all the same.
 */
export async function inboxOf(
  deps: ApprovalDeps,
  tx: EntityManager,
  person: string,
  after: string | null,
): Promise<InboxPage> {
  const at = deps.clock.now();
  const { bundle } = deps.trust();
  const page = await openTasks(tx, at, after, pageSize);
  const parties = page.flatMap(({ submitted: { requester, beneficiary } }) => [requester, beneficiary]);
  const facts = await factsAround(tx, [person, ...new Set(parties)]);
  const tasks: InboxTask[] = [];
  for (const task of page) {
    const { assessed, submitted, bytes } = task;
    const may = whyNotToGrant({ person, assessed, submitted, facts, bundle, at }) === null;
    if (may && (await isHerTurn(deps, tx, task, groupsOf(facts, person, at)))) tasks.push(bytes);
  }
  return { tasks, next: page.length === pageSize ? (page.at(-1)?.ha ?? null) : null };
}
