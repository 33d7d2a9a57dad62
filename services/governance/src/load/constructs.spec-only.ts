import { isDeepStrictEqual } from 'node:util';
import { DutySpec, EdgeSpec, EntitlementSpec } from '@countersign/contracts/governance';

/** As much of a JSON Schema as the bundle's has. */
export interface Schema {
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** What a text of one schema can be, by how it looks. */
interface Forms {
  readonly schema: Schema;
  readonly name: string;
  readonly forms: Readonly<Record<string, RegExp>>;
}

const plain = (schema: unknown): Schema => JSON.parse(JSON.stringify(schema)) as Schema;
const of = (schema: unknown, ...path: string[]): Schema =>
  path.reduce<Schema>(
    (at, step) => (step === 'items' ? at.items : at.properties?.[step]) as Schema,
    plain(schema),
  );

const branch = of(DutySpec, 'any', 'items');
const segment = /^[^*]*$/;

/** Schemas that stand in several places and mean the same in each: they are one construct, wherever. */
const named: readonly (readonly [string, Schema])[] = [
  ['branch', branch],
  ['class', branch.anyOf?.[1] as Schema],
  ['level', of(EntitlementSpec, 'sensitivity')],
];

/** Texts that say different things by their form. */
const texts: readonly Forms[] = [
  {
    name: 'leaf',
    schema: branch.anyOf?.[0] as Schema,
    forms: {
      entitlement: /^(?!role:|duty:)[^*]+$/,
      'pattern within a segment': /\*(?=.*[^*])|[^:]\*$/,
      'pattern to the end': /:\*$/,
      role: /^role:/,
      duty: /^duty:/,
    },
  },
  {
    name: 'premise',
    schema: of(EdgeSpec, 'premises', 'items'),
    forms: { entitlement: /^(?!role:)[^*]+$/, pattern: /\*/, role: /^role:/ },
  },
  {
    name: 'permission',
    schema: of(EntitlementSpec, 'permission'),
    forms: { 'one name': /^[^{]+$/, 'by value': /\{/ },
  },
  {
    name: 'identity',
    schema: plain(EdgeSpec).properties?.gives?.anyOf?.[1]?.properties?.control?.properties
      ?.identity as Schema,
    forms: { 'one id': segment, pattern: /\*/ },
  },
];

/** Members that only name or describe a thing. */
const labels = new Set(['id', 'title', 'description']);

/** A part of a document that a construct stands in: its schema, its value where there is one, and how it is called. */
interface Place {
  readonly schema: Schema;
  readonly value?: unknown;
  readonly name: string;
}

function fits({ const: only, type, properties, anyOf }: Schema, value: unknown): boolean {
  if (only !== undefined) return only === value;
  if (anyOf) return anyOf.some((one) => fits(one, value));
  if (value === null) return type === 'null';
  if (type === 'object')
    return typeof value === 'object' && Object.keys(value).every((key) => !properties || key in properties);
  return type === 'integer' ? typeof value === 'number' : typeof value === type;
}

const parts = (place: Place, every: boolean): Place[] => {
  const { schema, value, name } = place;
  const given = (key: string) => (value as Record<string, unknown> | undefined)?.[key];
  const members = Object.entries(schema.properties ?? {})
    .filter(([key]) => !labels.has(key) && (every || given(key) !== undefined))
    .map(([key, inner]) => ({ schema: inner, value: given(key), name: `${name}.${key}` }));
  const [entry] = Object.values(schema.patternProperties ?? {});
  const values = every ? [undefined] : Object.values(value ?? {});
  const entries = entry ? values.map((one) => ({ schema: entry, value: one, name: `${name}{}` })) : [];
  return [...members, ...entries];
};

/** How one option of a union is called. */
const spelled = ({ properties, description }: Schema): string =>
  properties ? Object.keys(properties).join('+') : (description ?? '');

/** A walk over a schema, or over a document beside its schema, and what it has met. */
interface Walk {
  readonly every: boolean;
  readonly met: Set<string>;
}
type Step = (place: Place, walk: Walk) => void;

const literal: Step = ({ schema, name }, { met }) =>
  void met.add(`${name} = ${JSON.stringify(schema.const)}`);

const flag: Step = ({ value, name }, { every, met }) => {
  if (every || value === true) met.add(`${name} = true`);
};

const union: Step = (place, walk) => {
  const options = place.schema.anyOf?.filter((option) => walk.every || fits(option, place.value)) ?? [];
  for (const schema of options)
    within(
      { ...place, schema, name: schema.properties ? `${place.name}(${spelled(schema)})` : place.name },
      walk,
    );
};

const list: Step = ({ schema, value, name }, walk) => {
  walk.met.add(name);
  for (const entry of walk.every ? [undefined] : (value as unknown[]))
    within({ schema: schema.items ?? {}, value: entry, name: `${name}[]` }, walk);
};

const whole: Step = (place, walk) => {
  const inner = parts(place, walk.every);
  if (inner.length === 0 || place.schema.patternProperties) walk.met.add(place.name);
  for (const part of inner) within(part, walk);
};

const stepFor = ({ const: value, type, anyOf, items }: Schema): Step => {
  if (value !== undefined) return literal;
  if (type === 'boolean') return flag;
  if (type === 'null') return ({ name }, { met }) => void met.add(`${name} = null`);
  return anyOf ? union : items ? list : whole;
};

/** Notes the constructs of one place: what it is called, and what lies inside. */
function within(place: Place, walk: Walk): void {
  const text = texts.find(({ schema }) => isDeepStrictEqual(schema, place.schema));
  if (text) return noteForms(text, place, walk);
  const known = named.find(([, schema]) => isDeepStrictEqual(schema, place.schema))?.[0];
  if (known === 'level') walk.met.add(place.name);
  // a branch lies within branches: once through its schema is enough
  const note = `${known ?? ''}:`;
  if (known && walk.every && walk.met.has(note)) return;
  if (known && walk.every) walk.met.add(note);
  stepFor(place.schema)({ ...place, name: known ?? place.name }, walk);
}

function noteForms({ name, forms }: Forms, { value }: Place, { every, met }: Walk): void {
  for (const [form, looks] of Object.entries(forms))
    if (every || looks.test(value as string)) met.add(`${name}: ${form}`);
}

/** Everything met, without the notes of the walk itself. */
function listed(sections: Sections, law: object | null): ReadonlySet<string> {
  const walk = { every: law === null, met: new Set<string>() };
  for (const [section, schema] of Object.entries(sections)) {
    const value = (law as Record<string, unknown> | null)?.[section];
    if (walk.every || value !== undefined) within({ schema: plain(schema), value, name: section }, walk);
  }
  return new Set([...walk.met].filter((one) => !one.endsWith(':')));
}

/** JSON Schemas of a bundle's sections. */
type Sections = Readonly<Record<string, unknown>>;

/** Every construct that these sections have: members, values that are told apart, and forms of texts. */
export const everyConstruct = (sections: Sections): ReadonlySet<string> => listed(sections, null);

/** The constructs that a law of these sections uses. */
export const constructsOf = (sections: Sections, law: object): ReadonlySet<string> => listed(sections, law);
