import { CountersignError } from '@countersign/contracts';
import type { Vote } from '@countersign/contracts/approval';
import { factsAround } from '@countersign/service-kit/facts';
import { type Ballot, claimedVote, type Fact, readJws, verifyVote } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Judged } from '../assess/judge-now.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import type { KnownRequest } from '../requests/request.store.js';
import { mayCarryYet, mayVerifyYet } from './unread-votes.decision.js';
import { type VoteCount, whyNotCarried } from './votes.decision.js';

/** Why votes are not believed. `mayPass`: a fact that has not been read yet could be all that they lack. */
export interface Disbelief {
  readonly why: string;
  readonly mayPass: boolean;
}

/**
 * Why these votes do not carry a request, as things are at a judgement; null when they do. Every signature is checked against the voting keys
 * that sources enrolled, with the facts about everybody who is said to have the same key. Nobody counts whom the assessment or things as they
 * are now exclude: later verifiers go by the assessment.
 */
export async function whyNotBelieved(
  deps: PolicyDeps,
  tx: EntityManager,
  { id, hr, ha, submitted, assessed }: KnownRequest,
  judged: Judged,
  votes: readonly string[],
): Promise<Disbelief | null> {
  if (!assessed || !ha)
    return { why: 'EVIDENCE_MISSING: nothing was assessed that could be voted on', mayPass: false };
  const { at } = judged;
  const { bundle, registry } = deps.trustForGrants();
  const ballot = { deployment: registry.deployment, request: id, hr, ha };
  try {
    const excluded = [...judged.excluded, ...assessed.excluded];
    const voters = votes.map((vote) => claimedVote(vote).voter);
    const { requester, beneficiary } = submitted;
    const facts = await factsAround(tx, [...voters, requester, beneficiary]);
    const examined = await Promise.all(votes.map((vote) => examine(vote, ballot, facts, at)));
    const count = { ...assessed, facts, excluded, submitted, bundle, at };
    return disbelief({ ...count, votes: examined.map(({ vote }) => vote) }, examined);
  } catch (error) {
    return { why: whyNot(error), mayPass: false };
  }
}

/** A vote as it claims to be; `refusal`: why it does not verify, null when it does. */
interface Examined {
  readonly vote: Vote;
  readonly refusal: Disbelief | null;
}

function disbelief(count: VoteCount, examined: readonly Examined[]): Disbelief | null {
  const refusals = examined.flatMap(({ refusal }) => refusal ?? []);
  const why = refusals[0]?.why ?? whyNotCarried(count);
  if (why === null) return null;
  return { why, mayPass: refusals.every(({ mayPass }) => mayPass) && mayCarryYet(count) };
}

async function examine(text: string, ballot: Ballot, facts: readonly Fact[], at: number): Promise<Examined> {
  try {
    return { vote: await verifyVote(text, ballot, facts, at), refusal: null };
  } catch (error) {
    const vote = claimedVote(text);
    const mayPass = mayVerifyYet(vote, readJws(text).header.kid, facts, at);
    return { vote, refusal: { why: whyNot(error), mayPass } };
  }
}

/** What refuses a vote for good, in words; whatever else goes wrong is thrown on. */
function whyNot(error: unknown): string {
  if (error instanceof CountersignError && !error.retriable) return `${error.code}: ${error.message}`;
  throw error;
}
