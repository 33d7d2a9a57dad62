import { type BundleProblem, problem } from './bundle.errors.js';
import { type Names, unknownIn } from './book-names.js';
import { leafProblems } from './duty-meaning.js';
import { isPattern } from './pattern.js';
import {
  type DutyRule,
  EFFECTS,
  type HoldersRule,
  MAX_DURATION_MS,
  type PrerequisiteRule,
  ROLLOUTS,
  type RuleDefinition,
  type SetRule,
} from './rule-book.js';

/** What is wrong in a rule of sound shape. */
export function ruleProblems(rule: RuleDefinition, names: Names): BundleProblem[] {
  const where = `rule \`${rule.id}\``;
  return [
    ...kindProblems(rule, names, where),
    ...(rule.dimensions ?? []).flatMap((name) => unknownIn('dimension', name, names, where)),
    ...(EFFECTS.includes(rule.effect)
      ? boundProblems(rule, where)
      : [problem('BUNDLE_UNKNOWN_EFFECT', where, `unknown effect \`${rule.effect}\``)]),
    ...(ROLLOUTS.includes(rule.rollout)
      ? []
      : [problem('BUNDLE_UNKNOWN_ROLLOUT', where, `unknown rollout \`${rule.rollout}\``)]),
  ];
}

function kindProblems(rule: RuleDefinition, names: Names, where: string): BundleProblem[] {
  if ('set' in rule) return setProblems(rule, names, where);
  if ('holders' in rule) return holdersProblems(rule, names, where);
  if ('when' in rule) return prerequisiteProblems(rule, names, where);
  return [...legProblems(rule, where), ...rule.legs.flatMap((leg) => unknownIn('duty', leg, names, where))];
}

function legProblems({ legs, threshold }: DutyRule, where: string): BundleProblem[] {
  if (legs.length < 2) return [problem('BUNDLE_TOO_FEW_LEGS', where, 'a conflict needs two legs or more')];
  const twice = [...new Set(legs.filter((leg, i) => legs.indexOf(leg) < i))].map((leg) =>
    problem('BUNDLE_REPEATED_LEG', where, `duty \`${leg}\` is a leg more than once`),
  );
  const k = threshold ?? legs.length;
  const possible = Number.isSafeInteger(k) && k >= 2 && k <= legs.length;
  return possible
    ? twice
    : [...twice, problem('BUNDLE_BAD_THRESHOLD', where, `threshold \`${k}\` is not in 2…${legs.length}`)];
}

/** A set of named members has to have more of them than are allowed. */
function setProblems({ set, most }: SetRule, names: Names, where: string): BundleProblem[] {
  const isNamed = set.every((leaf) => typeof leaf === 'string' && !isPattern(leaf));
  const size = isNamed ? new Set(set).size : Infinity;
  return [...set.flatMap((leaf) => leafProblems(leaf, names, where)), ...mostProblems(most, size, where)];
}

function holdersProblems({ holders, most }: HoldersRule, names: Names, where: string): BundleProblem[] {
  return [...unknownIn('duty', holders, names, where), ...mostProblems(most, Infinity, where)];
}

function mostProblems(most: number, size: number, where: string): BundleProblem[] {
  if (Number.isSafeInteger(most) && most >= 1 && most < size) return [];
  return [
    problem(
      'BUNDLE_BAD_THRESHOLD',
      where,
      `\`most\` \`${most}\` is not a whole number from 1 and below the size`,
    ),
  ];
}

function prerequisiteProblems(rule: PrerequisiteRule, names: Names, where: string): BundleProblem[] {
  const duties = [rule.when, rule.needs].flatMap((duty) => unknownIn('duty', duty, names, where));
  const isSplit = rule.anywhere === true && (rule.dimensions ?? []).length > 0;
  if (!isSplit) return duties;
  return [...duties, problem('BUNDLE_UNKNOWN_CONSTRUCT', where, '`anywhere` has no dimensions')];
}

function boundProblems(rule: RuleDefinition, where: string): BundleProblem[] {
  const { effect, maxDurationMs: bound, perMs: period } = rule;
  const bad = (message: string) => [problem('BUNDLE_BAD_BOUND', where, message)];
  if (effect !== 'time-bound') {
    return bound === undefined && period === undefined ? [] : bad(`\`${effect}\` has no bound`);
  }
  if ('holders' in rule || 'when' in rule)
    return bad('a rule on holders or a prerequisite has no time bound');
  if (!isDuration(bound)) return bad('`maxDurationMs` is not in 1 ms…100 years');
  if (period === undefined || (isDuration(period) && period >= bound)) return [];
  return bad('`perMs` is not in `maxDurationMs`…100 years');
}

function isDuration(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= MAX_DURATION_MS;
}
