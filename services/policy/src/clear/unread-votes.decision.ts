import type { Vote } from '@countersign/contracts/approval';
import { type Fact, hasLeft, stagesMet } from '@countersign/statement';
import { eligibleGroups, inTime, mayCount, type VoteCount } from './votes.decision.js';

/**
 * Whether a vote that does not verify may do so once a fact has come: none in effect at `at` (ms) says that its voter was hired, or that she
 * enrolled a key of this id. Of whoever has left, or signed with a key that is known, everything is known that has to be.
 */
export function mayVerifyYet(
  { voter }: Pick<Vote, 'voter'>,
  kid: string,
  facts: readonly Fact[],
  at: number,
): boolean {
  if (hasLeft(facts, voter, at)) return false;
  const known = facts.filter(({ power, effective }) => power && effective <= at);
  const isHired = known.some(({ type, data }) => type === 'worker.hired.v1' && data.worker === voter);
  const hasKey = known.some(
    ({ type, data }) => type === 'voting-key.enrolled.v1' && data.person === voter && data.kid === kid,
  );
  return !isHired || !hasKey;
}

/**
 * Whether these votes would carry a clearance if everybody who cast them, and may decide, were in every group that is asked and that no fact says
 * anything of about her. If they would not, no fact that is still on its way helps.
 */
export function mayCarryYet(count: VoteCount): boolean {
  const votes = mayCount(count);
  if (votes.some(({ decision }) => decision === 'no')) return false;
  const asked = count.stages.flatMap(({ groups }) => groups.map(({ group }) => group));
  const voices = inTime(count, votes).map((vote) => {
    const said = groupsSaid(count, vote.voter);
    const groups = [...eligibleGroups(count, vote), ...asked.filter((group) => !said.has(group))];
    return { person: vote.voter, groups };
  });
  return stagesMet(count.stages, voices);
}

/** The groups of which some fact in effect says that she is in them, or no longer. */
const groupsSaid = ({ facts, at }: VoteCount, person: string): ReadonlySet<string> =>
  new Set(
    facts.flatMap(({ type, power, effective, data }) =>
      type === 'group.membership.v1' && power && effective <= at && data.person === person
        ? [data.group]
        : [],
    ),
  );
