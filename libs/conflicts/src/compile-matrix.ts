import { addBit, type Bits, emptyBits } from './bitset.js';
import { BundleError, type BundleProblem } from './bundle.errors.js';
import { byCodePoint } from './code-point-order.js';
import type { CompiledDuty, CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import { nestingOrder } from './role-nesting.js';
import { meaningProblems } from './rule-book-meaning.js';
import { shapeProblems } from './rule-book-shape.js';
import type { DutyDefinition, RoleDefinition, RuleBook, RuleDefinition } from './rule-book.js';

type Numbers = ReadonlyMap<string, number>;

/**
 * Checks and compiles a rule book. The same book in any order gives the same matrix.
 * @throws BundleError naming everything that is wrong; then nothing may be judged by this book
 */
export function compileMatrix(book: RuleBook): ConflictMatrix {
  refuse(shapeProblems(book));
  refuse(meaningProblems(book));
  const items = [...book.entitlements, ...book.roles.map((role) => role.id)].sort(byCodePoint);
  const itemNumber = numbered(items);
  const children = childrenOf(book.roles, itemNumber);
  const contents = contentsOf(book.roles, itemNumber, children);
  const duties = inOrder(book.duties).map((duty) => compiledDuty(duty, itemNumber));
  const dutyNumber = numbered(duties.map((duty) => duty.id));
  const rules = inOrder(book.rules).map((rule) => compiledRule(rule, dutyNumber));
  return {
    items,
    itemNumber,
    children,
    contents,
    dutiesMet: dutiesMetBy(contents, book.duties, itemNumber, dutyNumber),
    duties,
    rules,
    rulesByDuty: rulesByDuty(rules, duties.length),
  };
}

function refuse([first, ...more]: readonly BundleProblem[]): void {
  if (first !== undefined) throw new BundleError(first, more);
}

function inOrder<T extends { readonly id: string }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => byCodePoint(a.id, b.id));
}

function numbered(ids: readonly string[]): Numbers {
  return new Map(ids.map((id, number) => [id, number]));
}

/** Numbers of names that are known to exist, without repetition, rising. */
function numbersOf(ids: readonly string[], numbers: Numbers): number[] {
  return [...new Set(ids)].flatMap((id) => numbers.get(id) ?? []).sort((a, b) => a - b);
}

function childrenOf(roles: readonly RoleDefinition[], itemNumber: Numbers): number[][] {
  const children: number[][] = Array.from(itemNumber, () => []);
  for (const role of roles) {
    for (const number of numbersOf([role.id], itemNumber)) {
      children[number] = numbersOf([...role.entitlements, ...role.roles], itemNumber);
    }
  }
  return children;
}

function contentsOf(
  roles: readonly RoleDefinition[],
  itemNumber: Numbers,
  children: readonly (readonly number[])[],
): number[][] {
  const contents = children.map((_, item) => [item]);
  const { order } = nestingOrder(new Map(roles.map((role) => [role.id, role.roles])));
  for (const number of order.flatMap((role) => itemNumber.get(role) ?? [])) {
    const members = new Set([number, ...(children[number] ?? []).flatMap((child) => contents[child] ?? [])]);
    contents[number] = [...members].sort((a, b) => a - b);
  }
  return contents;
}

function dutiesMetBy(
  contents: readonly (readonly number[])[],
  duties: readonly DutyDefinition[],
  itemNumber: Numbers,
  dutyNumber: Numbers,
): Bits[] {
  const direct: number[][] = contents.map(() => []);
  for (const duty of duties) {
    for (const item of numbersOf(duty.any, itemNumber))
      direct[item]?.push(...numbersOf([duty.id], dutyNumber));
  }
  return contents.map((members) => {
    const met = emptyBits(duties.length);
    for (const member of members) for (const duty of direct[member] ?? []) addBit(met, duty);
    return met;
  });
}

function compiledDuty({ id, title, any }: DutyDefinition, itemNumber: Numbers): CompiledDuty {
  const members = emptyBits(itemNumber.size);
  for (const item of numbersOf(any, itemNumber)) addBit(members, item);
  return { id, title: title ?? id, members };
}

function compiledRule(rule: RuleDefinition, dutyNumber: Numbers): CompiledRule {
  const legs = numbersOf(rule.legs, dutyNumber);
  return {
    id: rule.id,
    version: rule.version,
    title: rule.title,
    control: rule.control ?? null,
    legs,
    threshold: rule.threshold ?? legs.length,
    effect: rule.effect,
    rollout: rule.rollout,
    maxDurationMs: rule.maxDurationMs ?? null,
  };
}

function rulesByDuty(rules: readonly CompiledRule[], duties: number): number[][] {
  const index: number[][] = Array.from({ length: duties }, () => []);
  rules.forEach((rule, number) => {
    if (rule.rollout !== 'off') for (const duty of rule.legs) index[duty]?.push(number);
  });
  return index;
}
