import type { DutySpec, RuleSpec } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';

/** Numbers of a rule that contradict its legs or its effect. */
export const ruleProblems = (content: BundleContent): Problem[] =>
  content.rules.flatMap((rule, at) => [
    ...thresholdProblems(rule, at),
    ...maxDaysProblems(rule, at),
    ...criticalProblems(content, rule, at),
  ]);

function thresholdProblems({ threshold, legs }: RuleSpec, at: number): Problem[] {
  if (threshold === undefined || legs === undefined || threshold <= legs.length) return [];
  return [
    {
      path: ['rules', at, 'threshold'],
      code: 'THRESHOLD_OUT_OF_RANGE',
      message: `\`threshold\` is ${threshold}, but the rule has ${legs.length} legs: it could never be broken`,
    },
  ];
}

function maxDaysProblems({ effect, maxDays }: RuleSpec, at: number): Problem[] {
  if ((effect === 'time-bound') === (maxDays !== undefined)) return [];
  const message =
    maxDays === undefined
      ? 'a `time-bound` rule says by `maxDays` how long the legs may meet'
      : `\`maxDays\` is for \`time-bound\` rules, this one is \`${effect}\``;
  const path = maxDays === undefined ? ['rules', at, 'effect'] : ['rules', at, 'maxDays'];
  return [{ path, code: 'MAX_DAYS_MISPLACED', message }];
}

/**
 * A constraint forbids pairs, for ever and everywhere, and knows only what single entitlements are: it can guard nothing else (the second guard,
 * DESIGN §5).
 */
function criticalProblems(content: BundleContent, rule: RuleSpec, at: number): Problem[] {
  const { critical, effect, legs = [], dimensions = [] } = rule;
  const duties = new Map(content.duties.map((duty) => [duty.id as string, duty]));
  const isPlain = legs.every((leg) => isPlainDuty(content, duties.get(leg)));
  if (critical !== true || (effect === 'prohibit' && legs.length === 2 && dimensions.length === 0 && isPlain))
    return [];
  const message =
    'only a `prohibit` rule of two legs without dimensions, each met by any one of some entitlements, can be `critical`';
  return [{ path: ['rules', at, 'critical'], code: 'CRITICAL_MISPLACED', message }];
}

function isPlainDuty({ entitlements }: BundleContent, duty: DutySpec | undefined): boolean {
  const known = new Set<unknown>(entitlements.map(({ id }) => id));
  return duty?.any?.every((leaf) => known.has(leaf)) ?? false;
}

/** Rules of which one entitlement meets two legs: nobody may hold it at all, which a rule hardly means. */
export function ruleWarnings(content: BundleContent): Problem<WarningCode>[] {
  const duties = new Map(content.duties.map(({ id, any = [] }) => [id as string, any]));
  return content.rules.flatMap((rule, at) => {
    const seen = new Map<string, string>();
    return (rule.legs ?? []).flatMap((leg, position) =>
      (duties.get(leg) ?? []).flatMap((entitlement): Problem<WarningCode>[] => {
        if (typeof entitlement !== 'string') return [];
        const other = seen.get(entitlement);
        seen.set(entitlement, leg);
        if (other === undefined || other === leg) return [];
        const message = `\`${entitlement}\` alone meets both \`${other}\` and \`${leg}\``;
        return [{ path: ['rules', at, 'legs', position], code: 'LEGS_OVERLAP', message }];
      }),
    );
  });
}
