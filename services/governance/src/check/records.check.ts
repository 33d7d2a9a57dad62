import type { ExceptionSpec, RecognisedSpec } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import type { Problem, WarningCode } from '../problem.js';

/** Exceptions and recognised powers that nobody could have meant: without a window, or approved by whom they are for. */
export const recordProblems = (content: BundleContent): Problem[] =>
  (['exceptions', 'recognised'] as const).flatMap((section) =>
    content[section].flatMap((record: ExceptionSpec | RecognisedSpec, at): Problem[] => [
      ...windowProblems([section, at], record),
      ...record.approvedBy.flatMap((person, position): Problem[] => {
        if (person !== (record.root as string)) return [];
        const message = `\`${person}\` cannot approve what is for herself`;
        return [{ path: [section, at, 'approvedBy', position], code: 'SELF_APPROVED', message }];
      }),
    ]),
  );

function windowProblems(path: Problem['path'], { from, until }: { from: string; until: string }): Problem[] {
  if (Date.parse(until) > Date.parse(from)) return [];
  return [{ path: [...path, 'until'], code: 'WINDOW_EMPTY', message: '`until` does not lie after `from`' }];
}

/** Exceptions that cover nothing: of another version than the rule has, or of an effect that no exception covers. */
export function recordWarnings(content: BundleContent): Problem<WarningCode>[] {
  const rules = new Map(content.rules.map((rule) => [rule.id as string, rule]));
  return content.exceptions.flatMap(({ rule: id, version, legs = [] }, at): Problem<WarningCode>[] => {
    const rule = rules.get(id);
    const warn = (member: string, message: string): Problem<WarningCode> => ({
      path: ['exceptions', at, member],
      code: 'EXCEPTION_WITHOUT_EFFECT',
      message,
    });
    if (!rule) return [];
    const strange = rule.legs ? legs.filter((leg) => !(rule.legs as string[]).includes(leg)) : [];
    return [
      ...(rule.version === version ? [] : [warn('version', `\`${id}\` has version ${rule.version}`)]),
      ...(rule.effect === 'prohibit' ? [] : [warn('rule', `no exception covers a \`${rule.effect}\``)]),
      ...strange.map((leg) => warn('legs', `\`${leg}\` is no leg of \`${id}\``)),
    ];
  });
}
