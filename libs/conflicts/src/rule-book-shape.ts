import type { BundleProblem } from './bundle.errors.js';
import { fieldProblems, flag, type Fields, list, number, optional, text, texts, version } from './shape.js';
import { contents, edgeProblems } from './edge-shape.js';
import { isLeaf, treeProblems } from './tree-shape.js';

const leaves = {
  expected: 'a list of leaves',
  accepts: (value: unknown) => Array.isArray(value) && value.every(isLeaf),
};

const BOOK: Fields = {
  dimensions: optional(texts),
  entitlements: list,
  roles: list,
  duties: list,
  rules: list,
  edges: optional(list),
};

const ENTITLEMENT: Fields = {
  id: text,
  attributes: optional({
    expected: 'texts by name',
    accepts: (value) =>
      typeof value === 'object' && value !== null && Object.values(value).every(text.accepts),
  }),
};

const ROLE: Fields = { id: text, version, entitlements: contents, roles: contents };

const RULE: Fields = {
  id: text,
  version,
  title: text,
  control: optional(text),
  effect: text,
  rollout: text,
  maxDurationMs: optional(number),
  perMs: optional(number),
  dimensions: optional(texts),
  repeatsPass: optional(flag),
};

/** What makes a rule one of its kind, by the property that tells the kind. */
const RULE_KINDS: Readonly<Record<string, Fields>> = {
  legs: { legs: texts, threshold: optional(number) },
  set: { set: leaves, most: number },
  holders: { holders: text, most: number },
  when: { when: text, needs: text, anywhere: optional(flag) },
};

/**
 * Whether an untyped value has the shape of a `RuleBook`: every property there, of its kind, and no other.
 * What the names in it mean is checked elsewhere, once the shape is sound.
 */
export function shapeProblems(book: unknown): BundleProblem[] {
  const problems = fieldProblems(book, BOOK, 'bundle');
  if (problems.length > 0) return problems;
  const { entitlements, roles, duties, rules, edges = [] } = book as Record<string, readonly unknown[]>;
  const each = (name: string, entries: readonly unknown[] = [], check: Check): BundleProblem[] =>
    entries.flatMap((entry, i) => check(entry, `${name}[${i}]`));
  return [
    ...each('entitlements', entitlements, entitlementProblems),
    ...each('roles', roles, (role, where) => fieldProblems(role, ROLE, where)),
    ...each('duties', duties, dutyProblems),
    ...each('rules', rules, ruleProblems),
    ...each('edges', edges, edgeProblems),
  ];
}

type Check = (entry: unknown, where: string) => BundleProblem[];

function entitlementProblems(entry: unknown, where: string): BundleProblem[] {
  return text.accepts(entry) ? [] : fieldProblems(entry, ENTITLEMENT, where);
}

function dutyProblems(entry: unknown, where: string): BundleProblem[] {
  return treeProblems(entry, where, { id: text, title: optional(text) });
}

function ruleProblems(entry: unknown, where: string): BundleProblem[] {
  const has = (name: string) => typeof entry === 'object' && entry !== null && Object.hasOwn(entry, name);
  const kind = Object.keys(RULE_KINDS).find(has) ?? 'legs';
  return fieldProblems(entry, { ...RULE, ...RULE_KINDS[kind] }, where);
}
