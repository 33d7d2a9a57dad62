// Which schema a check at the edge stands for. A service's checks are closures; what they check with is seen by asking them.
// Import this module before any code of ours: it looks over the shoulder of Ajv.
import { createRequire } from 'node:module';
import { NotDocumented } from './not-documented.mjs';

const { Ajv } = createRequire(import.meta.url)('ajv');

/** Schemas that were asked since the last look. @type {object[]} */
let asked = [];

const compile = Ajv.prototype.compile;
/** @param {object} schema @param {any[]} rest */
Ajv.prototype.compile = function (schema, ...rest) {
  const check = compile.call(this, schema, ...rest);
  const watched = (/** @type {unknown} */ value) => {
    asked.push(schema);
    const valid = check(value);
    watched.errors = check.errors;
    return valid;
  };
  watched.errors = check.errors;
  return watched;
};

/**
 * @param {string} what
 * @param {() => unknown} check gives a wrong value to a check of the edge; may be a promise
 * @returns {Promise<any>} the very schema that refused it
 */
export async function schemaOf(what, check) {
  asked = [];
  try {
    await check();
  } catch (error) {
    const [schema] = asked;
    const { code } = /** @type {{ code?: string }} */ (error);
    if (schema && code === 'SCHEMA_VIOLATION') return JSON.parse(JSON.stringify(schema));
    throw error;
  }
  throw new NotDocumented(`${what} accepts what no schema accepts`);
}
