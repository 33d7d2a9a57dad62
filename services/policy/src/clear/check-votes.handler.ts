import { CountersignError } from '@countersign/contracts';
import { factsAround } from '@countersign/service-kit/facts';
import { claimedVote, verifyVote } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Judged } from '../assess/judge-now.handler.js';
import type { PolicyDeps } from '../policy-deps.js';
import type { KnownRequest } from '../requests/request.store.js';
import { whyNotCarried } from './votes.decision.js';

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
): Promise<string | null> {
  if (!assessed || !ha) return 'EVIDENCE_MISSING: nothing was assessed that could be voted on';
  const { at } = judged;
  const { bundle, registry } = deps.trustForGrants();
  const ballot = { deployment: registry.deployment, request: id, hr, ha };
  try {
    const excluded = [...judged.excluded, ...assessed.excluded];
    const voters = votes.map((vote) => claimedVote(vote).voter);
    const { requester, beneficiary } = submitted;
    const facts = await factsAround(tx, [...voters, requester, beneficiary]);
    const verified = await Promise.all(votes.map((vote) => verifyVote(vote, ballot, facts, at)));
    return whyNotCarried({ ...assessed, votes: verified, facts, excluded, submitted, bundle, at });
  } catch (error) {
    if (error instanceof CountersignError && !error.retriable) return `${error.code}: ${error.message}`;
    throw error;
  }
}
