// The answers of an operation that are no success: problem details (RFC 9457), one response for each status, with its codes.

/** Headers beside a status, as the kit's `headersOf` and rate limits set them. @type {Record<string, Record<string, object>>} */
const headers = {
  401: {
    'WWW-Authenticate': { description: 'RFC 6750, where a token is needed', schema: { type: 'string' } },
  },
  403: {
    'WWW-Authenticate': { description: 'RFC 6750, where a scope is missing', schema: { type: 'string' } },
  },
  429: { 'Retry-After': { description: 'seconds', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'seconds, where it is known', schema: { type: 'integer' } } },
};

/** What every problem has. */
export const problemSchema = {
  type: 'object',
  description:
    'RFC 9457. `code` is stable; `type` is the same as a URN; `detail` is for people and may change',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', pattern: '^urn:countersign:problem:[a-z0-9-]+$' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
    detail: { type: 'string' },
    instance: {
      type: 'string',
      description: 'names this one occurrence: `urn:countersign:trace:<trace id>`',
    },
    errors: {
      type: 'array',
      description: 'places of the input that are wrong',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string', description: 'JSON pointer' }, detail: { type: 'string' } },
      },
    },
  },
};

/** @param {string} status @param {string[]} codes */
const response = (status, codes) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  ...(headers[status] && { headers: headers[status] }),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { type: 'object', properties: { status: { const: Number(status) }, code: { enum: codes } } },
        ],
      },
    },
  },
});

/** @param {string[]} codes @param {Readonly<Record<string, number>>} statuses @returns {Record<string, object>} by status, in order */
export function refusalsOf(codes, statuses) {
  /** @type {Record<string, string[]>} */
  const byStatus = { 500: ['INTERNAL'] };
  for (const code of [...new Set(codes)].sort()) (byStatus[statuses[code] ?? 500] ??= []).push(code);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some]) => [status, response(status, some)]),
  );
}
