import { byCodePoint } from './code-point-order.js';
import { branchesOf, isLeaf } from './duty-meaning.js';
import { leafText, type Numbering } from './duty-tree.js';
import type { CompiledLeaf } from './leaf-table.js';
import { canMeet, isPattern } from './pattern.js';
import { type ClassLeaf, DUTY_PREFIX, type DutyTree, type Leaf, type RuleBook } from './rule-book.js';

/** Every catalogued entitlement with its attributes. */
export type Catalogue = ReadonlyMap<string, Readonly<Record<string, string>>>;

export function catalogueOf({ entitlements }: RuleBook): Catalogue {
  return new Map(
    entitlements.map((entry) =>
      typeof entry === 'string' ? [entry, {}] : [entry.id, entry.attributes ?? {}],
    ),
  );
}

/** The single entitlements of the catalogue that a pattern or class stands for, in order. */
export function membersOf(leaf: Leaf, catalogue: Catalogue): string[] {
  const isMember =
    typeof leaf === 'string'
      ? (id: string) => canMeet(leaf, id)
      : (id: string) => hasAttributes(catalogue, id, leaf);
  return [...catalogue.keys()].filter(isMember).sort(byCodePoint);
}

/** Numbers every leaf that duties, sets and edges compare with, in code point order of their texts. */
export function leafNumbering(
  book: RuleBook,
  catalogue: Catalogue,
  dimensions: readonly string[],
): Numbering & { readonly leaves: readonly CompiledLeaf[] } {
  const all = [...named(book), ...singles(book, catalogue)].filter(
    (leaf) => typeof leaf !== 'string' || !leaf.startsWith(DUTY_PREFIX),
  );
  const byText = new Map(all.map((leaf) => [leafText(leaf), leaf]));
  const texts = [...byText.keys()].sort(byCodePoint);
  const numbers = new Map(texts.map((text, i) => [text, i]));
  const leaves = texts.map((text): CompiledLeaf => {
    const leaf = byText.get(text);
    return {
      text,
      members: leaf === undefined || typeof leaf === 'string' ? null : membersOf(leaf, catalogue),
    };
  });
  return {
    leaves,
    leaf: (leaf) => numbers.get(leafText(leaf)) ?? -1,
    dimension: (name) => dimensions.indexOf(name),
  };
}

function named({ duties, rules, edges = [] }: RuleBook): Leaf[] {
  const leavesOf = (tree: DutyTree): Leaf[] => (isLeaf(tree) ? [tree] : branchesOf(tree).flatMap(leavesOf));
  return [
    ...duties.flatMap((duty) => branchesOf(duty).flatMap(leavesOf)),
    ...rules.flatMap((rule) => ('set' in rule ? rule.set : [])),
    ...edges.flatMap(({ premises }) => premises),
  ];
}

function singles({ rules }: RuleBook, catalogue: Catalogue): string[] {
  const wide = rules.flatMap((rule) => ('set' in rule ? rule.set.filter(isWide) : []));
  return wide.flatMap((leaf) => membersOf(leaf, catalogue));
}

/** Whether a member of a set stands for single entitlements. */
export function isWide(leaf: Leaf): boolean {
  return typeof leaf !== 'string' || isPattern(leaf);
}

function hasAttributes(catalogue: Catalogue, id: string, leaf: ClassLeaf): boolean {
  const attributes = catalogue.get(id) ?? {};
  return Object.entries(leaf.class).every(
    ([name, value]) => Object.hasOwn(attributes, name) && attributes[name] === value,
  );
}
