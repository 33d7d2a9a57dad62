import type { BundleProblem } from './bundle.errors.js';

/** What one property has to be. */
export interface Field {
  readonly optional?: true;
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** Every property that an object may have. */
export type Fields = Readonly<Record<string, Field>>;

export const text: Field = {
  expected: 'a text that is not empty',
  accepts: (value) => typeof value === 'string' && value.trim() !== '',
};
export const texts: Field = {
  expected: 'a list of ids',
  accepts: (value) => Array.isArray(value) && value.every(text.accepts),
};
export const list: Field = { expected: 'a list', accepts: Array.isArray };
export const version: Field = {
  expected: 'a whole number from 1',
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};
export const number: Field = { expected: 'a number', accepts: (value) => typeof value === 'number' };
export const flag: Field = { expected: '`true`', accepts: (value) => value === true };
export const optional = (field: Field): Field => ({ ...field, optional: true });

/** What of an untyped value does not fit: no object, an unknown property, or one that is missing or of another kind. */
export function fieldProblems(value: unknown, fields: Fields, where: string): BundleProblem[] {
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
