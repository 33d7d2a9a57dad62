import { levels, type BirthrightSpec } from '@countersign/contracts/governance';
import { contentOf } from '@countersign/statement';
import type { BundleContent } from '../content.js';
import type { Problem } from '../problem.js';
import { Closure } from './closure.js';
import { type JudgedLaw, spellLegs } from './law.check.js';

/** Birthrights that a person would have to approve: above the bound, or in conflict with themselves or another one of the same worker. */
export const birthrightProblems = (content: BundleContent, law: JudgedLaw): Problem[] => [
  ...boundProblems(content, new Closure(content)),
  ...conflictProblems(content, law),
];

function boundProblems(content: BundleContent, closure: Closure): Problem[] {
  const bound = content.birthrightBound;
  const sensitivity = new Map(content.entitlements.map((spec) => [spec.id as string, spec.sensitivity]));
  return content.birthrights.flatMap((birthright, at) =>
    birthright.items.map(contentOf).flatMap(({ item }, position) =>
      [...closure.of([item])].sort().flatMap((id): Problem[] => {
        const level = sensitivity.get(id);
        if (level === undefined || levels.indexOf(level) <= levels.indexOf(bound)) return [];
        const inside = id === item ? `\`${id}\`` : `\`${id}\` in \`${item}\``;
        const message = `${inside} is of sensitivity \`${level}\`; above \`${bound}\` a person decides`;
        return [{ path: ['birthrights', at, 'items', position], code: 'BIRTHRIGHT_ABOVE_BOUND', message }];
      }),
    ),
  );
}

/** A department and job, or any that no birthright names. */
const anyOther = '(any other)';

/** Every set of birthrights that one worker can have, with a department and job where it happens. */
function combinations(birthrights: readonly BirthrightSpec[]): Map<string, readonly [string, string]> {
  const values = (pick: (rule: BirthrightSpec) => readonly string[]) => [
    ...new Set([...birthrights.flatMap(pick), anyOther]),
  ];
  const fits = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  const found = new Map<string, readonly [string, string]>();
  for (const department of values((rule) => rule.departments))
    for (const job of values((rule) => rule.jobs)) {
      const together = birthrights.flatMap((rule, at) =>
        fits(rule.departments, department) && fits(rule.jobs, job) ? [at] : [],
      );
      const key = together.join(' ');
      if (together.length > 0 && !found.has(key)) found.set(key, [department, job]);
    }
  return found;
}

function conflictProblems(content: BundleContent, law: JudgedLaw): Problem[] {
  const reported = new Set<string>();
  return [...combinations(content.birthrights)].flatMap(([key, [department, job]]) => {
    const indexes = key.split(' ').map(Number);
    const last = indexes.at(-1) ?? 0;
    const items = indexes.flatMap((at) => content.birthrights[at]?.items ?? []);
    return law.brokenBy(items.map(contentOf)).flatMap((conflict): Problem[] => {
      const message =
        `a worker of department \`${department}\` and job \`${job}\` would break ${conflict.rule} by being hired: ` +
        spellLegs(conflict);
      const once = `${last} ${conflict.rule} ${spellLegs(conflict)}`;
      if (reported.has(once)) return [];
      reported.add(once);
      return [{ path: ['birthrights', last], code: 'BIRTHRIGHT_CONFLICT', message }];
    });
  });
}
