import { validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import { approved, denied } from '@countersign/contracts/approval/issue';
import { factsAbout } from '@countersign/service-kit/facts';
import { linkToRequest } from '@countersign/service-kit/messaging';
import { groupsOf, parseStrictJson, readJws, stagesMet, verifyVote } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { type ApprovalDeps, approvalTopic } from '../approval-deps.js';
import { lockTask, moveTask, type Task } from '../tasks/task.store.js';
import { whyNotEligible } from './eligibility.decision.js';
import { VoteRefused } from './vote.errors.js';
import { insertVote, votesOn } from './vote.store.js';

const parseVote = validator(voteType, Vote);

/** What became of a vote: counted, and whether it decided the task. */
export interface VoteResult {
  readonly request: string;
  readonly state: Task['state'];
  readonly votes: number;
}

/**
 * Takes a person's signed vote: her own key, her own login (`caller`), an open task, eligible now, once. One no ends it; yes votes that meet the
 * route are gathered into one approval. The service never makes a vote; it forwards the voters' bytes. Throws {@link VoteRefused} or the
 * typed error of the signature.
 */
export async function castVote(
  deps: ApprovalDeps,
  tx: EntityManager,
  caller: string,
  jws: string,
): Promise<VoteResult> {
  const claimed = parseVote(parseStrictJson(readJws(jws).payload));
  if (claimed.voter !== caller)
    throw new VoteRefused('VOTE_NOT_YOURS', 'vote with your own key under your own login');
  const task = await lockTask(tx, claimed.ha);
  if (!task?.submitted || task.request !== claimed.request)
    throw new VoteRefused(
      'VOTE_UNKNOWN_TASK',
      'there is nothing of this kind to decide; look into your inbox again',
    );
  await linkToRequest(tx, task.request);
  await checkVoter(deps, tx, task, caller, jws);
  const late = task.state !== 'open' && !(task.state === 'approved' && claimed.decision === 'no');
  if (late) throw new VoteRefused('VOTE_CLOSED', `this is \`${task.state}\` and can no longer be voted on`);
  if (!(await insertVote(tx, claimed, jws, deps.clock.now())) && claimed.decision === 'yes')
    throw new VoteRefused('VOTE_TWICE', 'your vote on this is counted already; a person counts once');
  return claimed.decision === 'no' ? deny(deps, tx, task, jws) : count(deps, tx, task);
}

async function checkVoter(
  { trust, clock }: ApprovalDeps,
  tx: EntityManager,
  task: Task,
  person: string,
  jws: string,
): Promise<void> {
  const at = clock.now();
  const { bundle, registry } = trust();
  const facts = await factsAbout(tx, [person]);
  const ballot = { deployment: registry.deployment, request: task.request, hr: task.hr, ha: task.ha };
  await verifyVote(jws, ballot, facts, at);
  const { assessed, submitted } = task;
  const refusal = submitted && whyNotEligible({ person, assessed, submitted, facts, bundle, at });
  if (refusal === 'VOTE_EXCLUDED')
    throw new VoteRefused(
      refusal,
      'you asked for this, receive it, act as who does, or wrote it; somebody else has to decide',
    );
  if (refusal) throw new VoteRefused(refusal, 'you are in no group that decides about this');
}

async function deny(deps: ApprovalDeps, tx: EntityManager, task: Task, vote: string): Promise<VoteResult> {
  await moveTask(tx, task.ha, 'denied');
  const body = { request: task.request, hr: task.hr, ha: task.ha, vote };
  await deps.issuer.issue(tx, denied(body), { topic: approvalTopic, key: task.request });
  return { request: task.request, state: 'denied', votes: (await votesOn(tx, task.ha)).length };
}

async function count(deps: ApprovalDeps, tx: EntityManager, task: Task): Promise<VoteResult> {
  const yes = (await votesOn(tx, task.ha)).filter(({ decision }) => decision === 'yes');
  const at = deps.clock.now();
  const facts = await factsAbout(
    tx,
    yes.map(({ person }) => person),
  );
  const met = stagesMet(
    task.assessed.stages,
    yes.map(({ person }) => ({ person, groups: groupsOf(facts, person, at) })),
  );
  if (!met) return { request: task.request, state: 'open', votes: yes.length };
  await moveTask(tx, task.ha, 'approved');
  const body = { request: task.request, hr: task.hr, ha: task.ha, votes: yes.map(({ jws }) => jws) };
  await deps.issuer.issue(tx, approved(body), { topic: approvalTopic, key: task.request });
  return { request: task.request, state: 'approved', votes: yes.length };
}
