// One OpenAPI 3.1 document for each service with a REST API: what its edge takes, what its handlers return, and every code that
// they can refuse with.
import { operationsOf } from './edge.mjs'; // before any code of ours
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answerOf } from './answers.mjs';
import { NotDocumented } from './not-documented.mjs';
import { codesOfEdge, reachedCodes, routeless } from './refusals.mjs';
import { problemSchema, refusalsOf } from './responses.mjs';
import { docOf, readSource } from './source.mjs';
import { health, introduction, schemes, securityOf } from './standing-parts.mjs';

const require = createRequire(import.meta.url);
const { RequestModule, requestStatuses } = require('../../../services/request/dist/request.module.js');
const { ApprovalModule, approvalStatuses } = require('../../../services/approval/dist/approval.module.js');
const { kitStatuses } = require('../../../libs/service-kit/dist/http/problem.js');

/** @typedef {import('./source.mjs').Source} Source */
/** @typedef {{ module: any, statuses: Record<string, number> }} Service `module` as its composition root makes it, given nothing to work with */

/** The edge is looked at, never worked with. @type {any} */
const nothing = {};

/** @type {Record<string, Service>} */
const services = {
  approval: { module: ApprovalModule.of(nothing), statuses: approvalStatuses },
  request: { module: RequestModule.of(nothing, { of: () => [] }), statuses: requestStatuses },
};

/** @param {string} root */
function refuseForgotten(root) {
  const files = readdirSync(join(root, 'services'), { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((file) => /^[^/]+\/src\/.*\.controller\.ts$/.test(file))
    .map((file) => file.split('/')[0] ?? '');
  const forgotten = found.find((name) => !(name in services));
  if (forgotten)
    throw new NotDocumented(`\`${forgotten}\` has controllers and no document: name it in document.mjs`);
}

/** @param {string} name @param {Iterable<string>} used @param {string[]} known */
function refuseUnused(name, used, known) {
  const codes = new Set([...used, ...routeless]);
  const left = known.filter((code) => !codes.has(code));
  if (left.length > 0)
    throw new NotDocumented(`${name} has statuses for codes that no route gives: ${left.join(', ')}`);
}

/** @param {Source} source @param {Service} service @param {import('./edge.mjs').Operation} operation @param {Record<string, object>} named */
function describe(source, { statuses }, operation, named) {
  const method = source.method(operation.controller, operation.handler);
  const all = { ...kitStatuses, ...statuses };
  const reached = [...reachedCodes(source, method.body)].filter((code) => code in all);
  const codes = [...codesOfEdge(operation), ...reached];
  const { parameters, body, status } = operation;
  return {
    codes,
    described: {
      operationId: operation.handler,
      summary: (docOf(method) || docOf(method.parent)).replace(/\.$/, ''),
      security: securityOf(operation.scope, codes),
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: { required: true, content: { [body.type]: { schema: body.schema } } } }),
      responses: {
        [status]: {
          description: 'done, or taken in to be done',
          content: { 'application/json': { schema: answerOf(source, method, named) } },
        },
        ...refusalsOf(codes, all),
      },
    },
  };
}

/** @param {Source} source @param {string} name @param {Service} service @param {string} does */
async function documentOf(source, name, service, does) {
  /** @type {Record<string, object>} */
  const schemas = { Problem: problemSchema };
  /** @type {Record<string, Record<string, object>>} */
  const paths = {};
  /** @type {Set<string>} */
  const used = new Set();
  for (const operation of await operationsOf(service.module)) {
    const { codes, described } = describe(source, service, operation, schemas);
    (paths[operation.path] ??= {})[operation.method] = described;
    for (const code of codes) used.add(code);
  }
  refuseUnused(name, used, Object.keys(service.statuses));
  return {
    used,
    document: {
      openapi: '3.1.0',
      info: introduction(name, does),
      paths: { ...Object.fromEntries(Object.entries(paths).sort()), ...health(kitStatuses) },
      components: { schemas, securitySchemes: schemes(JSON.stringify(paths)) },
    },
  };
}

/**
 * @param {string} root with every package built
 * @param {Record<string, { does: string }>} duties
 * @returns {Promise<[service: string, document: object][]>}
 * @throws {NotDocumented} when the code says something that the document cannot say, or a status belongs to no route
 */
export async function openApi(root, duties) {
  refuseForgotten(root);
  const source = readSource(
    root,
    Object.keys(services).map((name) => `services/${name}`),
  );
  /** @type {Set<string>} */
  const used = new Set(['NOT_READY']);
  /** @type {[string, object][]} */
  const documents = [];
  for (const [name, service] of Object.entries(services)) {
    const made = await documentOf(source, name, service, duties[name]?.does ?? '');
    for (const code of made.used) used.add(code);
    documents.push([name, made.document]);
  }
  refuseUnused('the kit', used, Object.keys(kitStatuses));
  return documents;
}
