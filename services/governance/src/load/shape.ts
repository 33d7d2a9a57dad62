import { Ajv, type ErrorObject } from 'ajv';
import { sectionSchemas } from '../content.js';
import type { DocumentPath, Problem } from '../problem.js';

/** A problem of form; `aim` says whether the name or the value of the member at `path` is meant. */
export interface ShapeProblem extends Problem {
  readonly aim: 'name' | 'value';
}

// the sections' own schemas, so that a file is held to what every reader of the bundle will hold it to
const check = new Ajv({
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
  verbose: true,
  ownProperties: true,
}).compile({
  type: 'object',
  additionalProperties: false,
  properties: sectionSchemas,
});

/** Everything that does not fit the published schema of a bundle's sections. Which sections are there is not asked. */
export function shapeProblems(value: unknown): ShapeProblem[] {
  if (check(value)) return [];
  return (check.errors ?? []).filter(isOwn).map(problemOf);
}

/** A union reports each of its branches and then itself; only the last is worth a sentence. */
const isOwn = ({ schemaPath }: ErrorObject): boolean => !/\/anyOf\/\d+\//.test(schemaPath);

/** Members and sections of constructs that have a meaning (SEMANTICS §3) and that nothing judges yet; half of one would be a lie. */
const notYet: Readonly<Record<string, string>> = {
  first: 'history rules',
  then: 'history rules',
  cooling: 'history rules and walls',
  mode: 'history rules and walls',
  wall: 'walls',
  walls: 'walls',
  interests: 'walls',
  acts: 'history rules and walls',
};

function problemOf(error: ErrorObject): ShapeProblem {
  const path = error.instancePath.split('/').slice(1).map(step);
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params.additionalProperty);
    const construct = Object.hasOwn(notYet, name) ? notYet[name] : undefined;
    if (construct !== undefined && (path.length === 0 || path[0] === 'rules'))
      return {
        path: [...path, name],
        aim: 'name',
        code: 'NOT_JUDGED_YET',
        message: `\`${name}\` belongs to ${construct}, which nothing judges yet`,
      };
    const known = Object.keys((error.parentSchema?.properties ?? {}) as object);
    return {
      path: [...path, name],
      aim: 'name',
      code: 'FIELD_UNKNOWN',
      message: `\`${name}\` is not known here, known are ${quoted(known)}`,
    };
  }
  if (error.keyword === 'required')
    return {
      path,
      aim: 'value',
      code: 'FIELD_MISSING',
      message: `\`${String(error.params.missingProperty)}\` is missing`,
    };
  return { path, aim: 'value', code: 'VALUE_INVALID', message: `${subject(path)} ${objection(error)}` };
}

const step = (text: string): string | number =>
  /^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~');

const subject = (path: DocumentPath): string => {
  const name = path.findLast((part) => typeof part === 'string');
  return name === undefined
    ? 'the file'
    : typeof path.at(-1) === 'number'
      ? `an entry of \`${name}\``
      : `\`${name}\``;
};

const quoted = (values: readonly unknown[]): string =>
  values.map((value) => `\`${String(value)}\``).join(', ');

interface Branch {
  readonly const?: string | number;
  readonly description?: string;
  readonly type?: string;
}

const expectation = (branch: Branch): string =>
  branch.const === undefined ? (branch.description ?? branch.type ?? 'another form') : `\`${branch.const}\``;

/** What the schema says against a value, by keyword; whatever is not here is said in the validator's own words. */
const objections: Readonly<Record<string, (error: ErrorObject, given: string) => string>> = {
  anyOf: ({ parentSchema }, given) =>
    `is ${given || 'something else'}, it must be one of ${(parentSchema?.anyOf as Branch[]).map(expectation).join(', ')}`,
  pattern: ({ parentSchema, params }, given) =>
    `is ${given}, it must be ${(parentSchema?.description as string | undefined) ?? `of the form \`${String(params.pattern)}\``}`,
  type: ({ params }) => `must be ${typeNames[String(params.type)] ?? String(params.type)}`,
  minItems: ({ params }) =>
    params.limit === 1
      ? 'is empty, it needs at least one entry'
      : `needs at least ${String(params.limit)} entries`,
  minLength: () => 'is empty',
};

function objection(error: ErrorObject): string {
  const { data } = error as { data?: unknown };
  const plain = typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean';
  const given = plain ? `\`${data}\`` : '';
  const say = objections[error.keyword];
  return say ? say(error, given) : `is ${given || 'wrong'}, it ${error.message ?? 'does not fit'}`;
}

const typeNames: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a mapping of names to values',
  string: 'a text',
  integer: 'a whole number',
};
