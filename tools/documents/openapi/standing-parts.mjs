// The parts of every document that are no route of a controller: introduction, logins, health.
import { refusalsOf } from './responses.mjs';

/** @param {string} name of the service @param {string} does its duty */
export const introduction = (name, does) => ({
  title: `Countersign: ${name}`,
  version: '1',
  summary: does,
  description: [
    'Generated from the code by `node tools/documents.mjs`. Bodies and parameters are checked with the very schemas that stand here; nothing is coerced, filled in or left out.',
    'Every refusal is a problem (RFC 9457) with a stable `code`. A path that is not here is refused with 404 `NOT_FOUND`, another method with 405 `METHOD_NOT_ALLOWED`; what is no HTTP request at all with 400 `MALFORMED_REQUEST`, 408 `REQUEST_TIMEOUT` or 431 `HEADERS_TOO_LARGE`.',
    'An answer may grow: ignore members that you do not know.',
  ].join('\n\n'),
  license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
});

const login = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'an access token (RFC 9068) of the deployment’s OpenID provider for this audience; the roles named at an operation are scopes that it must hold. (issuer, subject) must be bound to a person by a source',
};
const webhook = {
  type: 'apiKey',
  in: 'header',
  name: 'countersign-signature',
  description:
    '`t=<unix seconds>,v1=<hex of HMAC-SHA-256 with the source’s secret over "<t>.<raw body>">`; accepted for five minutes, each signature once',
};

/** @param {string | null} scope @param {string[]} codes of the operation */
export const securityOf = (scope, codes) => {
  if (scope !== null) return [{ login: [scope] }];
  return codes.includes('WEBHOOK_UNSIGNED') ? [{ webhook: [] }] : [];
};

/** The logins that a document's operations use. @param {string} text of the operations */
export const schemes = (text) => ({
  ...(text.includes('{"login":') && { login }),
  ...(text.includes('{"webhook":') && { webhook }),
});

/** @param {string} path @param {string} status @param {string} summary @param {Record<string, object>} refusals */
const probe = (path, status, summary, refusals) => ({
  [path]: {
    get: {
      operationId: status,
      summary,
      security: [],
      responses: {
        200: {
          description: status,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['status'], properties: { status: { const: status } } },
            },
          },
        },
        ...refusals,
      },
    },
  },
});

/** @param {Record<string, number>} statuses of the kit */
export const health = (statuses) => ({
  ...probe(
    '/health/live',
    'live',
    'The process answers',
    refusalsOf(['REFUSED_HEADERS', 'MALFORMED_URL'], statuses),
  ),
  ...probe(
    '/health/ready',
    'ready',
    'It has everything that it cannot work without',
    refusalsOf(['REFUSED_HEADERS', 'MALFORMED_URL', 'NOT_READY'], statuses),
  ),
});
