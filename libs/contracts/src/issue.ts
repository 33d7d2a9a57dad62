import type { TSchema, Static } from 'typebox';
import { validator } from './schema.js';
import type { Draft } from './statement.js';

/**
 * Makes the constructor of one type of statement. Used by the `issue` entries alone; import rules keep those to their duty.
 * The constructor throws `SCHEMA_VIOLATION` on a body that its readers would refuse.
 */
export function issuer<T extends string, S extends TSchema>(type: T, schema: S) {
  const check = validator(type, schema);
  return (body: Static<S>): Draft<T, Static<S>> => ({ type, body: check(body) }) as Draft<T, Static<S>>;
}
