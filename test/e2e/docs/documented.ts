import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { root } from './pages.js';

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly securitySchemes: object;
  };
}

const folder = join(root, 'docs/openapi');
/** The services that have a document. */
export const services: readonly string[] = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

export const documentOf = (service: string): OpenApi =>
  JSON.parse(readFileSync(join(folder, `${service}.json`), 'utf8')) as OpenApi;

/** One operation of a document and where it is. */
export interface Place {
  readonly service: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

export const operationsOf = (service: string): Place[] =>
  Object.entries(documentOf(service).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ service, path, method, operation })),
  );

/** JSON Schema 2020-12, as OpenAPI 3.1 has it; unknown words are the document's own. */
export const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
for (const service of services) ajv.addSchema(documentOf(service), service);

const pointer = (...parts: readonly string[]) =>
  parts.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What is wrong with a real answer, as its document sees it; nothing when it is as documented. */
export function undocumented(
  { service, path, method }: Pick<Place, 'service' | 'path' | 'method'>,
  {
    status,
    contentType,
    body,
  }: { readonly status: number; readonly contentType: string; readonly body: unknown },
): string[] {
  const [type = ''] = contentType.split(';');
  const place = pointer('paths', path, method, 'responses', String(status), 'content', type, 'schema');
  const documented = documentOf(service).paths[path]?.[method]?.responses[String(status)]?.content[type];
  if (!documented) return [`${method} ${path}: there is no ${status} ${type}`];
  const check = ajv.compile({ $ref: `${service}#${place.replaceAll('{', '%7B').replaceAll('}', '%7D')}` });
  check(body);
  return (check.errors ?? []).map(
    ({ instancePath, message }) => `${method} ${path} ${status} at \`${instancePath}\`: ${message}`,
  );
}
