import type { Assessed } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';
import {
  type Bundle,
  decidesNothing,
  type Fact,
  groupsOf,
  isAsked,
  itemName,
  workerAt,
} from '@countersign/statement';
import type { VoteRefusalCode } from './vote.errors.js';

/** What decides whether a person may decide about a request. */
export interface Candidate {
  readonly person: string;
  readonly assessed: Assessed;
  readonly submitted: Submitted;
  readonly facts: readonly Fact[];
  readonly bundle: Bundle;
  readonly at: number;
}

/**
 * Why a person may not decide, or null when she may: nothing bars her ({@link decidesNothing}), somebody who works here, in a group that the route asks for (SEMANTICS, section 6; NIST SP 800-53 AC-5). Enough for a
 * no: what the law knows no longer may still be held, and a no takes it away.
 */
export function whyNotEligible({
  person,
  assessed,
  submitted,
  facts,
  bundle,
  at,
}: Candidate): VoteRefusalCode | null {
  const out = decidesNothing({ ...submitted, ...assessed }, bundle, facts, [at]);
  if (out.has(person)) return 'VOTE_EXCLUDED';
  const groups = workerAt(facts, person, at) ? groupsOf(facts, person, at) : [];
  return isAsked(assessed.stages, groups) ? null : 'VOTE_NOT_IN_GROUP';
}

/** Why a person may not say yes, or null when she may: she may decide, and the law knows what was asked. Nothing else is given. */
export function whyNotToGrant(candidate: Candidate): VoteRefusalCode | null {
  const { submitted, bundle } = candidate;
  const known = submitted.items.every((item) => bundle.knows(itemName(item)));
  return known ? whyNotEligible(candidate) : 'VOTE_CLOSED';
}
