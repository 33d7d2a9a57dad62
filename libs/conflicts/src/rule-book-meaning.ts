import type { BundleErrorCode, BundleProblem } from './bundle.errors.js';
import { nestingOrder } from './role-nesting.js';
import {
  type DutyDefinition,
  EFFECTS,
  MAX_DURATION_MS,
  ROLE_PREFIX,
  ROLLOUTS,
  type RoleDefinition,
  type RuleBook,
  type RuleDefinition,
} from './rule-book.js';

interface Names {
  readonly entitlements: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly items: ReadonlySet<string>;
  readonly duties: ReadonlySet<string>;
}

const problem = (code: BundleErrorCode, where: string, message: string): BundleProblem => ({
  code,
  where,
  message,
});

/** The bundle errors of SEMANTICS §3 in a book of sound shape, all of them, in document order. */
export function meaningProblems(book: RuleBook): BundleProblem[] {
  const roles = book.roles.map((role) => role.id);
  const duties = book.duties.map((duty) => duty.id);
  const names: Names = {
    entitlements: new Set(book.entitlements),
    roles: new Set(roles),
    items: new Set([...book.entitlements, ...roles]),
    duties: new Set(duties),
  };
  return [
    ...book.entitlements.flatMap(entitlementProblems),
    ...book.roles.flatMap((role) => roleProblems(role, names)),
    ...book.duties.flatMap((duty) => dutyProblems(duty, names)),
    ...book.rules.flatMap((rule) => ruleProblems(rule, names)),
    ...repeated('entitlements', book.entitlements),
    ...repeated('roles', roles),
    ...repeated('duties', duties),
    ...repeated(
      'rules',
      book.rules.map((rule) => rule.id),
    ),
    ...cycleProblems(book.roles),
    ...(book.rules.length === 0 ? [problem('BUNDLE_NO_RULES', 'rules', 'there is no rule')] : []),
  ];
}

function entitlementProblems(id: string): BundleProblem[] {
  const where = `entitlement \`${id}\``;
  if (id.startsWith(ROLE_PREFIX)) return [problem('BUNDLE_BAD_NAME', where, 'only roles begin with `role:`')];
  if (id.includes('*')) return [problem('BUNDLE_BAD_NAME', where, 'a catalogued entitlement has no `*`')];
  return [];
}

function roleProblems(role: RoleDefinition, names: Names): BundleProblem[] {
  const where = `role \`${role.id}\``;
  const named = role.id.startsWith(ROLE_PREFIX) && !role.id.includes('*');
  return [
    ...(named ? [] : [problem('BUNDLE_BAD_NAME', where, 'must be `role:<name>` without `*`')]),
    ...unknown(role.entitlements, names.entitlements, where, 'entitlement'),
    ...unknown(role.roles, names.roles, where, 'role'),
  ];
}

function dutyProblems(duty: DutyDefinition, names: Names): BundleProblem[] {
  const where = `duty \`${duty.id}\``;
  if (duty.any.length === 0) return [problem('BUNDLE_EMPTY_DUTY', where, 'nothing can meet it')];
  return unknown(duty.any, names.items, where, 'entitlement or role');
}

function ruleProblems(rule: RuleDefinition, names: Names): BundleProblem[] {
  const where = `rule \`${rule.id}\``;
  return [
    ...legProblems(rule, where),
    ...unknown(rule.legs, names.duties, where, 'duty'),
    ...(EFFECTS.includes(rule.effect)
      ? boundProblems(rule, where)
      : [problem('BUNDLE_UNKNOWN_EFFECT', where, `unknown effect \`${rule.effect}\``)]),
    ...(ROLLOUTS.includes(rule.rollout)
      ? []
      : [problem('BUNDLE_UNKNOWN_ROLLOUT', where, `unknown rollout \`${rule.rollout}\``)]),
  ];
}

function legProblems({ legs, threshold }: RuleDefinition, where: string): BundleProblem[] {
  if (legs.length < 2) return [problem('BUNDLE_TOO_FEW_LEGS', where, 'a conflict needs two legs or more')];
  const twice = repeatedValues(legs).map((leg) =>
    problem('BUNDLE_REPEATED_LEG', where, `duty \`${leg}\` is a leg more than once`),
  );
  const k = threshold ?? legs.length;
  const possible = Number.isSafeInteger(k) && k >= 2 && k <= legs.length;
  return possible
    ? twice
    : [...twice, problem('BUNDLE_BAD_THRESHOLD', where, `threshold \`${k}\` is not in 2…${legs.length}`)];
}

function boundProblems({ effect, maxDurationMs: bound }: RuleDefinition, where: string): BundleProblem[] {
  if (effect !== 'time-bound') {
    return bound === undefined ? [] : [problem('BUNDLE_BAD_BOUND', where, `\`${effect}\` has no bound`)];
  }
  const possible = Number.isSafeInteger(bound) && Number(bound) >= 1 && Number(bound) <= MAX_DURATION_MS;
  return possible ? [] : [problem('BUNDLE_BAD_BOUND', where, '`maxDurationMs` is not in 1 ms…100 years')];
}

function cycleProblems(roles: readonly RoleDefinition[]): BundleProblem[] {
  const { cyclic } = nestingOrder(new Map(roles.map((role) => [role.id, role.roles])));
  return cyclic.length === 0
    ? []
    : [
        problem(
          'BUNDLE_ROLE_CYCLE',
          'roles',
          `nesting never ends in ${cyclic.map((id) => `\`${id}\``).join(', ')}`,
        ),
      ];
}

function unknown(
  ids: readonly string[],
  known: ReadonlySet<string>,
  where: string,
  what: string,
): BundleProblem[] {
  return ids
    .filter((id) => !known.has(id))
    .map((id) => problem('BUNDLE_UNKNOWN_NAME', where, `unknown ${what} \`${id}\``));
}

function repeated(kind: string, ids: readonly string[]): BundleProblem[] {
  return repeatedValues(ids).map((id) => problem('BUNDLE_DUPLICATE_ID', kind, `\`${id}\` is defined twice`));
}

function repeatedValues(values: readonly string[]): string[] {
  const seen = new Set<string>();
  const again = values.filter((value) => seen.size === seen.add(value).size);
  return [...new Set(again)];
}
