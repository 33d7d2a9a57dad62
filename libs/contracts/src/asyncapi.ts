import { Type, type TSchema } from 'typebox';
import { statementSchemas } from './catalogue.js';
import { bundleType, registryType } from './governance/index.js';
import { releasedSchemas, statementPayload } from './released.js';

/** What the document needs to know of deploy/duties.yaml. */
export interface Duties {
  readonly systems: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, { readonly sends: readonly string[] }>>;
  readonly duties: Readonly<
    Record<
      string,
      {
        readonly does: string;
        readonly consumes: readonly string[];
        readonly produces: readonly string[];
        readonly signs: readonly string[];
      }
    >
  >;
}

type Json = Readonly<Record<string, unknown>>;

const ref = (...path: readonly string[]) => ({
  $ref: `#/${path.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});
const governanceTypes: readonly string[] = [bundleType, registryType];
/** A topic by its name in duties.yaml; `{system}` becomes a parameter, `{source}` one channel a source. */
const channelKey = (topic: string) => topic.replace(/[{}]/g, '');
const record = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries(entries);

/** CloudEvents 1.0, Kafka binding, binary mode. Hints for operators: a reader believes what is signed. */
const headers = (type: string): TSchema =>
  Type.Object({
    ce_specversion: Type.Literal('1.0'),
    ce_id: Type.String(),
    ce_type: Type.Literal(type),
    ce_source: Type.String(),
    ce_time: Type.Optional(Type.String()),
    ...(type in statementSchemas || governanceTypes.includes(type)
      ? {}
      : {
          ce_signature: Type.Optional(
            Type.String({ description: 'the source’s compact JWS over the event' }),
          ),
        }),
  });

const compactJws = {
  type: 'string',
  contentMediaType: 'application/jose',
  description: 'compact JWS, Ed25519, in its signer’s exact bytes',
};

function message(type: string): Json {
  const common = { name: type, title: type, headers: headers(type) };
  const signed = { 'x-signed-header': ref('components', 'schemas', 'signed-header') };
  const payload = ref('components', 'schemas', type);
  if (type in statementSchemas)
    return {
      ...common,
      ...signed,
      contentType: 'application/jose',
      payload: compactJws,
      'x-signed-payload': payload,
    };
  if (governanceTypes.includes(type))
    return {
      ...common,
      ...signed,
      contentType: 'application/jose+json',
      payload: ref('components', 'schemas', 'custodial-document'),
      'x-signed-payload': payload,
    };
  return { ...common, contentType: 'application/json', payload };
}

/** Topics with the types of message on each: sources' own, and for every duty what it signs. */
function topics({
  sources,
  duties,
}: Duties): readonly (readonly [topic: string, types: readonly string[]])[] {
  const upstream = Object.entries(sources).map(([name, { sends }]) => [`upstream.${name}`, sends] as const);
  const own = Object.values(duties).flatMap(({ produces, signs }) =>
    produces.map((topic) => [topic, signs.length > 0 ? signs : governanceTypes] as const),
  );
  return [...upstream, ...own];
}

const channel = (topic: string, types: readonly string[], systems: readonly string[]): Json => ({
  address: topic,
  messages: record(types.map((type) => [type, ref('components', 'messages', type)])),
  ...(topic.includes('{system}')
    ? { parameters: { system: { enum: systems, description: 'a target system' } } }
    : {}),
});

const operation = (action: 'send' | 'receive', topic: string, summary: string): Json => ({
  action,
  channel: ref('channels', channelKey(topic)),
  summary,
});

function operations({ sources, duties }: Duties): Json {
  const expand = (topic: string) =>
    topic === 'upstream.{source}' ? Object.keys(sources).map((name) => `upstream.${name}`) : [topic];
  return record([
    ...Object.keys(sources).map(
      (name) =>
        [
          `${name}.sends.upstream.${name}`,
          operation('send', `upstream.${name}`, 'a source of facts and wishes'),
        ] as const,
    ),
    ...Object.entries(duties).flatMap(([duty, { does, consumes, produces }]) => [
      ...produces.map(
        (topic) => [`${duty}.sends.${channelKey(topic)}`, operation('send', topic, does)] as const,
      ),
      ...consumes
        .flatMap(expand)
        .map(
          (topic) => [`${duty}.receives.${channelKey(topic)}`, operation('receive', topic, does)] as const,
        ),
    ]),
  ]);
}

const componentSchema = (type: string, schema: TSchema): TSchema =>
  type in statementSchemas ? statementPayload(schema) : schema;

/**
 * The AsyncAPI 3.1 description of every topic: who writes it, who reads it, and the schema of every type of message. Deterministic: the
 * same duties and schemas give the same document.
 */
export function asyncApi(deployment: Duties): Json {
  const systems = Object.keys(deployment.systems);
  const channels = topics(deployment);
  const types = [...new Set(channels.flatMap(([, each]) => each))].sort();
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description: 'Statements of the services, events of the sources, and the law and keys of a deployment.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/jose',
    channels: record(channels.map(([topic, each]) => [channelKey(topic), channel(topic, each, systems)])),
    operations: operations(deployment),
    components: {
      messages: record(types.map((type) => [type, message(type)])),
      schemas: record(
        Object.entries(releasedSchemas).map(([type, schema]) => [type, componentSchema(type, schema)]),
      ),
    },
  };
}
