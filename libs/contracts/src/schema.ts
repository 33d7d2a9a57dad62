import { Ajv, type ErrorObject } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { SchemaViolation } from './errors.js';

/** One strict instance: unknown keywords are errors, nothing is coerced, nothing is filled in. */
const ajv = new Ajv({ strict: true, allowUnionTypes: true, allErrors: false, ownProperties: true });

/** Checks a value against a schema and gives it its type. Throws {@link SchemaViolation} naming the first place that is wrong. */
export type Validator<T> = (value: unknown) => T;

const sentence = (what: string, error: ErrorObject | undefined): string =>
  `${what} is not valid at \`${error?.instancePath || '/'}\`: ${error?.message ?? 'unknown reason'}${
    error?.keyword === 'additionalProperties' ? ` (\`${String(error.params.additionalProperty)}\`)` : ''
  }`;

/** Compiles a schema once. `what` begins the error's sentence, e.g. `policy.cleared.v1`. */
export function validator<S extends TSchema>(what: string, schema: S): Validator<Static<S>> {
  const check = ajv.compile<Static<S>>(schema);
  return (value) => {
    if (check(value)) return value;
    const error = check.errors?.[0];
    throw new SchemaViolation(sentence(what, error), {
      details: { what, at: error?.instancePath ?? '', keyword: error?.keyword ?? '' },
    });
  };
}
