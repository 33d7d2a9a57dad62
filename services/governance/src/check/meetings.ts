import type { RuleSpec } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';

/** A rule that a set of entitlements breaks, and by which entitlement each leg is met. */
export interface Meeting {
  readonly rule: RuleSpec;
  readonly legs: readonly { readonly duty: string; readonly entitlement: string }[];
}

/** Finds the rules whose legs meet in one set of entitlements. A rule in rollout `off` is not looked at. */
export class Meetings {
  private readonly duties: ReadonlyMap<string, readonly string[]>;

  constructor(private readonly content: BundleContent) {
    this.duties = new Map(content.duties.map((duty) => [duty.id, duty.any]));
  }

  in(entitlements: ReadonlySet<string>): Meeting[] {
    return this.content.rules
      .filter((rule) => rule.rollout !== 'off')
      .flatMap((rule) => this.broken(rule, entitlements));
  }

  private broken(rule: RuleSpec, entitlements: ReadonlySet<string>): Meeting[] {
    const legs = [...new Set(rule.legs)].flatMap((duty) => {
      const entitlement = this.duties.get(duty)?.find((member) => entitlements.has(member));
      return entitlement === undefined ? [] : [{ duty, entitlement }];
    });
    return legs.length >= (rule.threshold ?? rule.legs.length) ? [{ rule, legs }] : [];
  }
}

/** `erp:a:b` (duty:x) with `erp:c:d` (duty:y): for sentences. */
export const spellLegs = ({ legs }: Meeting): string =>
  legs.map(({ duty, entitlement }) => `\`${entitlement}\` (${duty})`).join(' with ');
