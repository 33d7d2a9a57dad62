import type { BundleProblem } from './bundle.errors.js';
import { fieldProblems, type Fields, list, number, optional, text, texts } from './shape.js';

/** What makes a branch one of its kind, by the property that tells the kind. */
const BRANCHES: Readonly<Record<string, Fields>> = {
  any: { any: list },
  all: { all: list, same: optional(texts) },
  atLeast: { atLeast: number, of: list, same: optional(texts) },
};

/** A name, or a class of at least one attribute. */
export function isLeaf(value: unknown): boolean {
  if (text.accepts(value)) return true;
  return isObject(value) && Object.keys(value).join() === 'class' && isClass(value['class']);
}

function isClass(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(text.accepts);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What does not fit in the tree of a duty; `more`: properties that its root has beside. */
export function treeProblems(value: unknown, where: string, more: Fields = {}): BundleProblem[] {
  const kind = isObject(value)
    ? (Object.keys(BRANCHES).find((name) => Object.hasOwn(value, name)) ?? 'any')
    : 'any';
  const problems = fieldProblems(value, { ...more, ...BRANCHES[kind] }, where);
  if (problems.length > 0) return problems;
  const { [kind === 'atLeast' ? 'of' : kind]: branches } = value as Record<string, readonly unknown[]>;
  return (branches ?? []).flatMap((branch, i) =>
    isLeaf(branch) ? [] : treeProblems(branch, `${where}.${kind}[${i}]`),
  );
}
