// Reads and checks `deploy/duties.yaml` strictly: an unknown field, a wrong type or a missing field stops everything
// that is derived from it, and the message names the field.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { LineCounter, parseDocument } from 'yaml';
import { DutiesInvalidError } from './errors.mjs';

/**
 * @typedef {{ kind: 'postgres' }} SystemEntry
 * @typedef {{ sends: string[], signs: string[] }} SourceEntry
 * @typedef {object} DutyEntry
 * @property {string} folder where its process lives, `services/<name>`
 * @property {string} does one line for a person
 * @property {'service' | 'command'} process a service stays up; a command runs and ends
 * @property {'system'} [per] one process for every target system
 * @property {string[]} consumes topics it may read, placeholders allowed
 * @property {string[]} produces topics it alone may write, placeholders allowed
 * @property {string[]} signs statement types its key may sign
 * @property {string | null} database its own database, placeholders allowed
 * @property {'manages' | 'reads'} [target] what its credential on the target system may do
 * @property {string[]} must
 * @property {string[]} never
 * @typedef {object} DutiesFile
 * @property {Record<string, SystemEntry>} systems
 * @property {Record<string, SourceEntry>} sources
 * @property {Record<string, DutyEntry>} duties
 */

/** The file in this repository. */
export const DUTIES_FILE = fileURLToPath(new URL('../duties.yaml', import.meta.url));

const name = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$';
const texts = { type: 'array', items: { type: 'string', minLength: 1 } };
const types = {
  type: 'array',
  uniqueItems: true,
  items: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+\\.v[1-9][0-9]*$' },
};
const topics = {
  type: 'array',
  uniqueItems: true,
  items: { type: 'string', pattern: '^[a-z][a-z.{}-]*$' },
};
const closed = (
  /** @type {Record<string, object>} */ properties,
  optional = /** @type {string[]} */ ([]),
) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  properties,
});
const named = (/** @type {object} */ entry, pattern = name) => ({
  type: 'object',
  minProperties: 1,
  additionalProperties: entry,
  propertyNames: { type: 'string', pattern },
});

const schema = closed({
  // a system's name becomes part of database, role, topic and variable names: letters and digits only
  systems: named(closed({ kind: { enum: ['postgres'] } }), '^[a-z][a-z0-9]*$'),
  sources: named(closed({ sends: { ...types, minItems: 1 }, signs: types })),
  duties: named(
    closed(
      {
        folder: { type: 'string', pattern: '^services/[a-z][a-z0-9-]*$' },
        does: { type: 'string', minLength: 1 },
        process: { enum: ['service', 'command'] },
        per: { enum: ['system'] },
        consumes: topics,
        produces: { ...topics, minItems: 1 },
        signs: types,
        database: { anyOf: [{ type: 'null' }, { type: 'string', pattern: '^[a-z][a-z_{}]*$' }] },
        target: { enum: ['manages', 'reads'] },
        must: texts,
        never: texts,
      },
      ['per', 'target'],
    ),
  ),
});

const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

/** @param {import('ajv').ErrorObject} error */
function sentence(error) {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const field = (/** @type {string} */ key) => `\`${path ? `${path}.` : ''}${key}\``;
  if (error.keyword === 'additionalProperties')
    return `unknown field ${field(error.params.additionalProperty)}`;
  if (error.keyword === 'required') return `missing field ${field(error.params.missingProperty)}`;
  if (error.keyword === 'enum') return `\`${path}\` must be one of ${error.params.allowedValues.join(', ')}`;
  if (error.keyword === 'propertyNames') return `${field(error.params.propertyName)} is not a valid name`;
  return `\`${path || 'the file'}\` ${error.message}`;
}

/**
 * @param {string} text YAML
 * @param {string} [file] named in errors
 * @returns {DutiesFile}
 * @throws {DutiesInvalidError} naming every unknown, missing or malformed field
 */
export function parseDuties(text, file = 'deploy/duties.yaml') {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: true, uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) throw new DutiesInvalidError(file, [broken.message.split('\n')[0] ?? broken.code]);
  const value = document.toJS({ maxAliasCount: 0 });
  if (!validate(value)) {
    const problems = (validate.errors ?? []).filter((e) => !(e.keyword === 'pattern' && e.propertyName));
    throw new DutiesInvalidError(file, [...new Set(problems.map(sentence))]);
  }
  return /** @type {DutiesFile} */ (value);
}

/** @param {string} [file] @returns {DutiesFile} */
export function readDuties(file = DUTIES_FILE) {
  return parseDuties(readFileSync(file, 'utf8'), file === DUTIES_FILE ? 'deploy/duties.yaml' : file);
}
