import type { Stage } from '@countersign/contracts';
import type { Vote } from '@countersign/contracts/approval';
import { type Bundle, type Fact, groupsOf, itemName, stagesMet } from '@countersign/statement';
import type { Submitted } from '@countersign/contracts/request';

/** What decides whether verified votes carry a clearance. */
export interface VoteCount {
  readonly stages: readonly Stage[];
  readonly votes: readonly Vote[];
  readonly facts: readonly Fact[];
  readonly excluded: readonly string[];
  readonly submitted: Submitted;
  readonly bundle: Bundle;
  readonly at: number;
}

/**
 * Whether yes votes of eligible persons meet the stages: in the group when voting and still now, not excluded as things are now, no author of
 * the role asked for (INVARIANTS I1, I2, I3).
 */
export function votesCarry({ stages, votes, facts, excluded, submitted, bundle, at }: VoteCount): boolean {
  const authors = submitted.items.flatMap((item) => bundle.authorsOf(itemName(item)));
  const out = new Set<string>([...excluded, ...authors]);
  const yes = votes
    .filter(({ decision, voter }) => decision === 'yes' && !out.has(voter))
    .map(({ voter, iat }) => {
      const now = groupsOf(facts, voter, at);
      return { person: voter, groups: groupsOf(facts, voter, iat).filter((group) => now.includes(group)) };
    });
  return stagesMet(stages, yes);
}
