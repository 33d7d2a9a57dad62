import { BundleError, type BundleProblem } from './bundle.errors.js';
import { byCodePoint } from './code-point-order.js';
import { compiledRule } from './compile-rule.js';
import type { CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import { namedDuties } from './duty-meaning.js';
import { type DutyTree, dutyTree, leavesOf } from './duty-tree.js';
import { compiledEdge, edgesByPremise, givesControl } from './edge.js';
import { catalogueOf, leafNumbering } from './leaf-numbering.js';
import { leafTable } from './leaf-table.js';
import { isPattern } from './pattern.js';
import { nestingOrder } from './role-nesting.js';
import { roleContents } from './role-contents.js';
import { meaningProblems } from './rule-book-meaning.js';
import { shapeProblems } from './rule-book-shape.js';
import type { RuleBook } from './rule-book.js';

/**
 * Checks and compiles a rule book. The same book in any order gives the same matrix.
 * @throws BundleError naming everything that is wrong; then nothing may be judged by this book
 */
export function compileMatrix(book: RuleBook): ConflictMatrix {
  refuse(shapeProblems(book));
  refuse(meaningProblems(book));
  const dimensions = [...(book.dimensions ?? [])].sort(byCodePoint);
  const catalogue = catalogueOf(book);
  const numbering = leafNumbering(book, catalogue, dimensions);
  const duties = compiledDuties(book, numbering);
  const titles = new Map(book.duties.map(({ id, title }) => [id, title ?? id]));
  const known = new Map<DutyTree, readonly number[]>();
  const setting = {
    ...{ duties, titles, catalogue, numbering, dimensions },
    // thousands of rules share their duties
    leavesOf: (tree: DutyTree) => {
      const leaves = known.get(tree) ?? leavesOf([tree]);
      known.set(tree, leaves);
      return leaves;
    },
  };
  const rules = inOrder(book.rules).map((rule) => compiledRule(rule, setting));
  const edges = inOrder(book.edges ?? []).map((edge) => {
    const premises = [...new Set(edge.premises)].sort(byCodePoint).map(numbering.leaf);
    return compiledEdge(edge, premises, dimensions);
  });
  const contents = roleContents(book.roles, dimensions);
  const given = edges.flatMap(({ gives }) => (givesControl(gives) ? [] : [gives.entitlement]));
  const inside = [...contents.values()].flatMap((members) => members.map(({ item }) => item));
  const items = new Set([...catalogue.keys(), ...contents.keys()].sort(byCodePoint));
  return {
    dimensions,
    items,
    contents: new Map([...contents].sort(([a], [b]) => byCodePoint(a, b))),
    leaves: leafTable(numbering.leaves, [
      ...items,
      ...[...given, ...inside].filter(isPattern).sort(byCodePoint),
    ]),
    rules,
    rulesByLeaf: rulesByLeaf(rules, numbering.leaves.length),
    edges,
    edgesByPremise: edgesByPremise(edges),
    usesClass: rules.some(({ leaves }) => leaves.some((leaf) => numbering.leaves[leaf]?.members)),
  };
}

function refuse([first, ...more]: readonly BundleProblem[]): void {
  if (first !== undefined) throw new BundleError(first, more);
}

function inOrder<T extends { readonly id: string }>(entries: readonly T[]): T[] {
  return [...entries].sort((a, b) => byCodePoint(a.id, b.id));
}

function compiledDuties(book: RuleBook, numbering: Parameters<typeof dutyTree>[2]): Map<string, DutyTree> {
  const duties = new Map<string, DutyTree>();
  const byId = new Map(book.duties.map((duty) => [duty.id, duty]));
  const { order } = nestingOrder(new Map(book.duties.map((duty) => [duty.id, namedDuties(duty)])));
  for (const id of order) {
    const duty = byId.get(id);
    if (duty !== undefined) duties.set(id, dutyTree(duty, duties, numbering));
  }
  return duties;
}

function rulesByLeaf(rules: readonly CompiledRule[], leaves: number): number[][] {
  const index: number[][] = Array.from({ length: leaves }, () => []);
  rules.forEach((rule, number) => {
    if (rule.rollout !== 'off') for (const leaf of rule.leaves) index[leaf]?.push(number);
  });
  return index;
}
