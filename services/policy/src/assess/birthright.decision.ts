import type { IdentityId } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import {
  birthrightFits,
  type Bundle,
  type Expansion,
  type Fact,
  itemName,
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
 * `none`: nothing was claimed; `carries`: a signed rule and fact stand in place of votes; `unseen`: the fact it names has not come yet;
 * `false`: it was claimed and is not so.
 */
export function birthrightOf(
  { submitted, facts, bundle, at }: BirthrightClaim,
  expansion: Expansion,
): 'none' | 'carries' | 'unseen' | 'false' {
  const { cause, items } = submitted;
  const beneficiary: IdentityId = submitted.beneficiary;
  if (cause === null) return 'none';
  const rule = bundle.document.birthrights.find(({ id }) => id === cause.birthright);
  const worker = workerAt(facts, beneficiary, at);
  const fact = facts.find(({ hash }) => hash === cause.fact);
  if (!fact) return 'unseen';
  const about = fact.power && 'worker' in fact.data && fact.data.worker === beneficiary;
  const asked = items.every((item) =>
    (rule?.items as readonly string[] | undefined)?.includes(itemName(item)),
  );
  const carried = rule && worker && about && asked && birthrightFits(rule, worker);
  return carried && withinBirthrightBound(bundle, expansion.entitlements) ? 'carries' : 'false';
}
