import type { IdentityId } from '@countersign/contracts';
import { clearanceSkewMs } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';
import {
  birthrightFits,
  birthrightGives,
  type Bundle,
  type Expansion,
  type Fact,
  withinBirthrightBound,
  workerAt,
} from '@countersign/statement';

/** What a claim of a birthright is measured by. */
export interface BirthrightClaim {
  readonly submitted: Submitted;
  readonly facts: readonly Fact[];
  readonly bundle: Bundle;
  readonly at: number;
}

/**
 * The claimed rule where it gives every item and the law lets a birthright give that much; null otherwise. What it gives up needs nobody's yes:
 * whoever may ask may also take back.
 */
function ruleGiving({ submitted, bundle }: BirthrightClaim, { entitlements }: Expansion) {
  const rule = bundle.document.birthrights.find(({ id }) => id === submitted.cause?.birthright);
  if (!rule || !birthrightGives(rule, submitted.items)) return null;
  return withinBirthrightBound(bundle, entitlements) ? rule : null;
}

/**
 * `none`: nothing was claimed; `carries`: a signed rule and fact stand in place of votes; `unseen`: the rule gives it and the fact it names
 * has not come yet; `early`: that takes effect within what clocks may differ by, so that it has for whoever asked; `false`: it was claimed and is not so,
 * whatever may come.
 */
export function birthrightOf(
  claim: BirthrightClaim,
  expansion: Expansion,
): 'none' | 'carries' | 'unseen' | 'early' | 'false' {
  const { submitted, facts, at } = claim;
  const { cause } = submitted;
  if (cause === null) return 'none';
  const rule = ruleGiving(claim, expansion);
  if (!rule) return 'false';
  const fact = facts.find(({ hash }) => hash === cause.fact);
  if (!fact) return 'unseen';
  if (fact.effective > at) return fact.effective <= at + clearanceSkewMs ? 'early' : 'false';
  const beneficiary: IdentityId = submitted.beneficiary;
  const worker = workerAt(facts, beneficiary, at);
  const about = fact.power && 'worker' in fact.data && fact.data.worker === beneficiary;
  return worker && about && birthrightFits(rule, worker) ? 'carries' : 'false';
}
