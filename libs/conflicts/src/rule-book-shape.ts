import type { BundleProblem } from './bundle.errors.js';

interface Field {
  readonly optional?: true;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

type Fields = Readonly<Record<string, Field>>;

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const text: Field = { expected: 'a text that is not empty', accepts: isText };
const names: Field = {
  expected: 'a list of ids',
  accepts: (value) => Array.isArray(value) && value.every((name) => isText(name)),
};
const list: Field = { expected: 'a list', accepts: (value) => Array.isArray(value) };
const version: Field = {
  expected: 'a whole number from 1',
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
const number: Field = { expected: 'a number', accepts: (value) => typeof value === 'number' };
const optional = (field: Field): Field => ({ ...field, optional: true });

const BOOK: Fields = { entitlements: names, roles: list, duties: list, rules: list };

const ENTRIES: Readonly<Record<'roles' | 'duties' | 'rules', Fields>> = {
  roles: { id: text, version, entitlements: names, roles: names },
  duties: { id: text, title: optional(text), any: names },
  rules: {
    id: text,
    version,
    title: text,
    control: optional(text),
    legs: names,
    threshold: optional(number),
    effect: text,
    rollout: text,
    maxDurationMs: optional(number),
  },
};

/**
 * Whether an untyped value has the shape of a `RuleBook`: every property there, of its kind, and no other.
 * What the names in it mean is checked elsewhere, once the shape is sound.
 */
export function shapeProblems(book: unknown): BundleProblem[] {
  const problems = fieldProblems(book, BOOK, 'bundle');
  if (problems.length > 0) return problems;
  const lists = book as Record<keyof typeof ENTRIES, readonly unknown[]>;
  return (['roles', 'duties', 'rules'] as const).flatMap((name) =>
    lists[name].flatMap((entry, i) => fieldProblems(entry, ENTRIES[name], `${name}[${i}]`)),
  );
}

function fieldProblems(value: unknown, fields: Fields, where: string): BundleProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ code: 'BUNDLE_MALFORMED', where, message: 'is not an object' }];
  }
  const unknown = Object.keys(value)
    .filter((key) => !Object.hasOwn(fields, key))
    .map((key): BundleProblem => {
      return { code: 'BUNDLE_UNKNOWN_CONSTRUCT', where, message: `unknown property \`${key}\`` };
    });
  const malformed = Object.entries(fields)
    .filter(([key, field]) => !fits((value as Record<string, unknown>)[key], field))
    .map(([key, field]): BundleProblem => {
      return { code: 'BUNDLE_MALFORMED', where: `${where}.${key}`, message: `is not ${field.expected}` };
    });
  return [...unknown, ...malformed];
}

function fits(value: unknown, field: Field): boolean {
  return value === undefined ? field.optional === true : field.accepts(value);
}
