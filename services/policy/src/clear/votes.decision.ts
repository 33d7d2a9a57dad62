import type { Vote } from '@countersign/contracts/approval';
import type { Assessed } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';
import { type Bundle, decidesNothing, type Fact, groupsOf, isAsked, stagesMet } from '@countersign/statement';

/** What decides whether verified votes carry a clearance. `deadline` (ms): by when people had to decide. */
export interface VoteCount extends Pick<Assessed, 'stages' | 'conflicts' | 'deadline'> {
  readonly votes: readonly Vote[];
  readonly facts: readonly Fact[];
  readonly excluded: readonly string[];
  readonly submitted: Submitted;
  readonly bundle: Bundle;
  readonly at: number;
}

/** A vote of somebody who may decide, with the groups it counts for: hers when voting and still now. */
interface Voice {
  readonly person: string;
  readonly decision: Vote['decision'];
  readonly iat: number;
  readonly groups: readonly string[];
}

/** The votes of those whom nothing bars, when they voted and as things are now. */
export const mayCount = ({ conflicts, votes, facts, excluded, submitted, bundle, at }: VoteCount): Vote[] => {
  const matter = { ...submitted, conflicts, excluded };
  return votes.filter(({ voter, iat }) => !decidesNothing(matter, bundle, facts, [iat, at]).has(voter));
};

/** Votes cast before the deadline. */
export const inTime = <V extends Pick<Vote, 'iat'>>({ deadline }: VoteCount, votes: readonly V[]): V[] =>
  votes.filter(({ iat }) => deadline === null || iat < deadline);

/** The groups a voter was in when she voted, and is in still. */
export const eligibleGroups = ({ facts, at }: VoteCount, { voter, iat }: Vote): string[] => {
  const now = groupsOf(facts, voter, at);
  return groupsOf(facts, voter, iat).filter((group) => now.includes(group));
};

const voicesOf = (count: VoteCount): Voice[] =>
  mayCount(count)
    .map((vote) => {
      const { voter: person, decision, iat } = vote;
      return { person, decision, iat, groups: eligibleGroups(count, vote) };
    })
    .filter(({ groups }) => isAsked(count.stages, groups));

/**
 * Why votes do not carry a clearance; null when they do: nobody who may decide said no, and yes votes before the deadline, of eligible persons,
 * meet every stage. Eligible: in the group when voting and still now, nothing bars them as things are now
 * (INVARIANTS I1, I2, I3).
 */
export function whyNotCarried(count: VoteCount): string | null {
  const voices = voicesOf(count);
  if (voices.some(({ decision }) => decision === 'no')) return 'VOTED_NO: somebody who may decide said no';
  return stagesMet(count.stages, inTime(count, voices))
    ? null
    : 'QUORUM_NOT_MET: the votes of eligible people, cast in time, do not meet the route';
}
