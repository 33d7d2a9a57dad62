import type { RuleSpec } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';

/** Numbers of a rule that contradict its legs or its effect. */
export const ruleProblems = (content: BundleContent): Problem[] =>
  content.rules.flatMap((rule, at) => [
    ...thresholdProblems(rule, at),
    ...maxDaysProblems(rule, at),
    ...criticalProblems(rule, at),
  ]);

function thresholdProblems({ threshold, legs }: RuleSpec, at: number): Problem[] {
  if (threshold === undefined || threshold <= legs.length) return [];
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

/** A constraint forbids pairs, for ever: it can guard nothing else. */
function criticalProblems({ critical, effect, legs }: RuleSpec, at: number): Problem[] {
  if (critical !== true || (effect === 'prohibit' && legs.length === 2)) return [];
  const message = `only a \`prohibit\` rule of two legs can be \`critical\`; this one is \`${effect}\`, of ${legs.length}`;
  return [{ path: ['rules', at, 'critical'], code: 'CRITICAL_MISPLACED', message }];
}

/** Rules of which one entitlement meets two legs: nobody may hold it at all, which a rule hardly means. */
export function ruleWarnings(content: BundleContent): Problem<WarningCode>[] {
  const duties = new Map(content.duties.map((duty) => [duty.id as string, duty.any as readonly string[]]));
  return content.rules.flatMap((rule, at) => {
    const seen = new Map<string, string>();
    return rule.legs.flatMap((leg, position) =>
      (duties.get(leg) ?? []).flatMap((entitlement): Problem<WarningCode>[] => {
        const other = seen.get(entitlement);
        seen.set(entitlement, leg);
        if (other === undefined || other === leg) return [];
        const message = `\`${entitlement}\` alone meets both \`${other}\` and \`${leg}\``;
        return [{ path: ['rules', at, 'legs', position], code: 'LEGS_OVERLAP', message }];
      }),
    );
  });
}
