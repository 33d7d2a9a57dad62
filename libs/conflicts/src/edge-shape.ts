import type { BundleProblem } from './bundle.errors.js';
import { KINDS, STRENGTHS } from './facts.js';
import { type Field, fieldProblems, type Fields, flag, optional, text, texts } from './shape.js';
import { isScope } from './scope.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a role contains: names, or names with a scope. */
export const contents: Field = {
  expected: 'a list of ids, or of items with a scope',
  accepts: (value) => Array.isArray(value) && value.every((entry) => text.accepts(entry) || isScoped(entry)),
};

function isScoped(entry: unknown): boolean {
  const fields: Fields = { item: text, scope: optional({ expected: 'a scope', accepts: isScope }) };
  return fieldProblems(entry, fields, '').length === 0;
}

const among = (known: readonly string[]): Field => {
  return { expected: `one of ${known.join(', ')}`, accepts: (value) => known.includes(value as string) };
};

const EDGE: Fields = {
  id: text,
  premises: texts,
  gives: { expected: 'an object', accepts: isObject },
  map: optional({
    expected: 'a dimension, or `null`, by dimension',
    accepts: (value) =>
      isObject(value) && Object.values(value).every((to) => to === null || text.accepts(to)),
  }),
};

const SELECTOR: Fields = { kind: optional(among(KINDS)), identity: optional(text) };

const CONTROL: Fields = {
  control: { expected: 'an object', accepts: isObject },
  how: text,
  strength: optional(among(STRENGTHS)),
  lasting: optional(flag),
};

/** What does not fit in an edge. */
export function edgeProblems(value: unknown, where: string): BundleProblem[] {
  const problems = fieldProblems(value, EDGE, where);
  if (problems.length > 0) return problems;
  const { gives } = value as { gives: Record<string, unknown> };
  if (!Object.hasOwn(gives, 'control')) return fieldProblems(gives, { entitlement: text }, `${where}.gives`);
  const outside = fieldProblems(gives, CONTROL, `${where}.gives`);
  if (outside.length > 0) return outside;
  const inside = fieldProblems(gives['control'], SELECTOR, `${where}.gives.control`);
  const names = Object.keys(gives['control'] as object).length;
  return names > 0
    ? inside
    : [{ code: 'BUNDLE_MALFORMED', where: `${where}.gives.control`, message: 'selects everybody' }];
}
