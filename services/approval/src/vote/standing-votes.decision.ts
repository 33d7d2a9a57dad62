import { CountersignError } from '@countersign/contracts';
import { type Fact, groupsOf, type Trust, verifyVote, type YesVote } from '@countersign/statement';
import type { DecidableTask } from '../tasks/task.js';
import { whyNotEligible, whyNotToGrant } from './eligibility.decision.js';
import type { VoteRefusalCode } from './vote.errors.js';
import type { CountedVote } from './counted-vote.js';

/** What votes on a task are judged by, at one instant. `facts` are those about all its voters, and about whoever claims a key of theirs. */
export interface Electorate {
  readonly task: DecidableTask;
  readonly facts: readonly Fact[];
  readonly trust: Trust;
  readonly at: number;
}

/** A yes that counts, in its voter's bytes, with the groups that it counts for. */
export interface StandingVote extends YesVote {
  readonly jws: string;
}

/**
 * Whether a vote counts at `at`: signed with the voter's own key, then and now, about this very task, by somebody who may decide it so. Returns
 * why she may not, or when she signed. Throws `VOTE_INVALID` or the typed error of the signature.
 */
export async function examineVote(
  jws: string,
  { task, facts, trust: { bundle, registry }, at }: Electorate,
): Promise<{ readonly refusal: VoteRefusalCode | null; readonly signedAt: number }> {
  const { request, hr, ha, assessed, submitted } = task;
  const ballot = { deployment: registry.deployment, request, hr, ha };
  const { voter: person, decision, iat } = await verifyVote(jws, ballot, facts, at);
  const candidate = { person, assessed, submitted, facts, bundle, at };
  return {
    refusal: decision === 'yes' ? whyNotToGrant(candidate) : whyNotEligible(candidate),
    signedAt: iat,
  };
}

/**
 * The yes votes that count now, each for the groups that its voter is in and was in when she signed. A vote that was counted once and does no
 * longer (she left, is excluded, her key ended) stays kept and is not gathered: verifiers would believe nothing that rests on it.
 */
export async function standingVotes(
  votes: readonly CountedVote[],
  electorate: Electorate,
): Promise<StandingVote[]> {
  const judged = await Promise.all(
    votes.filter(({ decision }) => decision === 'yes').map((vote) => standing(vote, electorate)),
  );
  return judged.filter((vote) => vote !== null);
}

async function standing({ person, jws }: CountedVote, electorate: Electorate): Promise<StandingVote | null> {
  try {
    const { refusal, signedAt } = await examineVote(jws, electorate);
    if (refusal) return null;
    const then = groupsOf(electorate.facts, person, signedAt);
    const now = groupsOf(electorate.facts, person, electorate.at);
    return { person, jws, groups: now.filter((group) => then.includes(group)) };
  } catch (error) {
    if (error instanceof CountersignError) return null;
    throw error;
  }
}
