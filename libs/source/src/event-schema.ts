import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { type UpstreamType, isUpstreamType, upstreamSchemas } from '@countersign/contracts/upstream';

const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  allErrors: true,
  verbose: true,
  ownProperties: true,
});
const compiled = new Map<UpstreamType, ValidateFunction>();

function compile(type: UpstreamType): ValidateFunction {
  const known = compiled.get(type);
  if (known) return known;
  const check = ajv.compile(upstreamSchemas[type]);
  compiled.set(type, check);
  return check;
}

/** Every event type a source may send, sorted. */
export const eventTypes: readonly UpstreamType[] = Object.keys(upstreamSchemas).filter(isUpstreamType).sort();

/** Everything in which data does not fit the published schema of its type, a sentence each; empty when it fits. */
export function dataProblems(type: UpstreamType, data: unknown): string[] {
  const check = compile(type);
  if (check(data)) return [];
  return (check.errors ?? []).filter(isOwn).map(sentence);
}

/** A union reports each branch and then itself; only the last is worth a sentence. */
const isOwn = ({ schemaPath }: ErrorObject): boolean => !/\/anyOf\/\d+\//.test(schemaPath);

interface Branch {
  readonly const?: string;
  readonly description?: string;
  readonly type?: string;
}

const spell = (branch: Branch): string =>
  branch.const === undefined ? (branch.description ?? branch.type ?? 'another form') : `\`${branch.const}\``;

function sentence({ instancePath, keyword, params, parentSchema, message }: ErrorObject): string {
  const where = `\`data${instancePath.replaceAll('/', '.')}\``;
  const description = parentSchema?.description as string | undefined;
  if (keyword === 'required') return `${where} lacks \`${String(params.missingProperty)}\``;
  if (keyword === 'additionalProperties')
    return `${where} has an unknown member \`${String(params.additionalProperty)}\``;
  if (keyword === 'anyOf')
    return `${where} must be one of ${(parentSchema?.anyOf as Branch[]).map(spell).join(', ')}`;
  if (keyword === 'pattern' && description) return `${where} must be ${description}`;
  return `${where} ${message ?? 'does not fit'}`;
}
