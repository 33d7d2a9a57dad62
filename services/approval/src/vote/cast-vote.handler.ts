import { validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import { approved, denied } from '@countersign/contracts/approval/issue';
import { linkToRequest } from '@countersign/service-kit/messaging';
import { parseStrictJson, readJws, stagesMet } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../approval-deps.js';
import type { DecidableTask, Task } from '../tasks/task.js';
import { closeRequest, lockTask, lockTasksOf, moveTask } from '../tasks/task.store.js';
import { electorateOf } from './electorate.js';
import { type Electorate, examineVote, standingVotes } from './standing-votes.decision.js';
import { takesVote } from './takes-vote.decision.js';
import { UnknownTask, VoteRefused } from './vote.errors.js';
import { insertVote, votesOn } from './vote.store.js';

const parseVote = validator(voteType, Vote);

/** What became of a vote: counted, how many yes votes count now, and whether it decided the task. */
export interface VoteResult {
  readonly request: string;
  readonly state: Task['state'];
  readonly votes: number;
}

/**
 * Takes a person's signed vote: her own key, her own login (`caller`), a task that is open and not overdue, eligible now, once. One no ends
 * the request; yes votes that still count and meet the route are gathered into one approval. The service never makes a vote; it forwards the
 * voters' bytes. Throws {@link UnknownTask}, {@link VoteRefused} or the typed error of the signature.
 */
export async function castVote(
  deps: ApprovalDeps,
  tx: EntityManager,
  caller: string,
  jws: string,
): Promise<VoteResult> {
  const vote = parseVote(parseStrictJson(readJws(jws).payload));
  if (vote.voter !== caller)
    throw new VoteRefused('VOTE_NOT_YOURS', 'vote with your own key under your own login');
  const task = await findTask(tx, vote);
  await linkToRequest(tx, task.request);
  const at = deps.clock.now();
  await checkVoter(jws, await electorateOf(deps, tx, task, [caller]));
  refuseClosed(task, vote, at);
  if (!(await insertVote(tx, vote, jws, at)) && vote.decision === 'yes')
    throw new VoteRefused('VOTE_TWICE', 'your vote on this is counted already; a person counts once');
  return vote.decision === 'no' ? deny(deps, tx, task, jws) : count(deps, tx, task);
}

/** Locks what a vote is about. */
async function findTask(tx: EntityManager, { ha, request }: Vote): Promise<DecidableTask> {
  await lockTasksOf(tx, request);
  const task = await lockTask(tx, ha);
  if (task?.submitted && task.request === request) return { ...task, submitted: task.submitted };
  throw new UnknownTask();
}

/** What to tell who may not decide. */
const refusals: Readonly<Record<string, string>> = {
  VOTE_EXCLUDED: 'you asked for this, receive it, act as who does, or wrote it; somebody else has to decide',
  VOTE_NOT_IN_GROUP: 'you are in no group that decides about this',
  VOTE_CLOSED: 'the bundle in force does not know what was asked; nobody can say yes to it',
};

async function checkVoter(jws: string, electorate: Electorate): Promise<void> {
  const { refusal } = await examineVote(jws, electorate);
  if (refusal) throw new VoteRefused(refusal, refusals[refusal] ?? 'you may not decide about this');
}

function refuseClosed(task: Task, { decision }: Vote, at: number): void {
  if (takesVote(task, decision, at)) return;
  const why = task.state === 'open' ? 'overdue' : task.state;
  throw new VoteRefused('VOTE_CLOSED', `this is \`${why}\` and can no longer be voted on`);
}

/** A no ends the request, not the task alone: no assessment of it that comes later asks anybody again. */
async function deny(deps: ApprovalDeps, tx: EntityManager, task: Task, vote: string): Promise<VoteResult> {
  const { request, hr, ha } = task;
  await moveTask(tx, ha, 'denied');
  await closeRequest(tx, request);
  await deps.issuer.issue(tx, denied({ request, hr, ha, vote }), { topic: approvalTopic, key: request });
  return { request, state: 'denied', votes: (await votesOn(tx, ha)).length };
}

async function count(deps: ApprovalDeps, tx: EntityManager, task: DecidableTask): Promise<VoteResult> {
  const { request, hr, ha } = task;
  const votes = await votesOn(tx, ha);
  const voters = votes.map(({ person }) => person);
  const yes = await standingVotes(votes, await electorateOf(deps, tx, task, voters));
  if (!stagesMet(task.assessed.stages, yes)) return { request, state: 'open', votes: yes.length };
  await moveTask(tx, ha, 'approved');
  const body = { request, hr, ha, votes: yes.map(({ jws }) => jws) };
  await deps.issuer.issue(tx, approved(body), { topic: approvalTopic, key: request });
  return { request, state: 'approved', votes: yes.length };
}
