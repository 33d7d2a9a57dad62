import { STATUS_CODES } from 'node:http';
import { CountersignError, SchemaViolation } from '@countersign/contracts';
import { IdentityProviderUnavailable, ScopeMissing, TokenMissing, TokenRefused } from './access.errors.js';
import { MethodNotAllowed } from './http.errors.js';

/** One place in the input that is wrong; `pointer` is a JSON pointer (RFC 6901) into the body. */
export interface ProblemPlace {
  readonly pointer: string;
  readonly detail: string;
}

/** RFC 9457 problem details. `code` is stable; `type` is the same as a URN. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Names this one occurrence: the trace. */
  readonly instance?: string;
  readonly errors?: readonly ProblemPlace[];
}

/** HTTP statuses by error code. */
export type ProblemStatuses = Readonly<Record<string, number>>;

/** The one translation of the kit's codes. A service adds its own; a code that stands nowhere is a 500 and keeps its text inside. */
export const kitStatuses: ProblemStatuses = {
  MALFORMED_JSON: 400,
  MALFORMED_URL: 400,
  REFUSED_HEADERS: 400,
  UNEXPECTED_BODY: 400,
  BAD_REQUEST: 400,
  BAD_IDEMPOTENCY_KEY: 400,
  TOKEN_MISSING: 401,
  TOKEN_REFUSED: 401,
  WEBHOOK_UNSIGNED: 401,
  WEBHOOK_SIGNATURE_MALFORMED: 401,
  WEBHOOK_STALE: 401,
  WEBHOOK_SIGNATURE_WRONG: 401,
  SCOPE_MISSING: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  BODY_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  ENCODED_BODY: 415,
  SCHEMA_VIOLATION: 422,
  RATE_LIMITED: 429,
  NOT_READY: 503,
  TRUST_MISSING: 503,
  IDENTITY_PROVIDER_UNAVAILABLE: 503,
};

/** Seconds after which a caller may try again when we cannot know better. */
const retryAfterSeconds = '5';

const titleOf = (code: string): string => {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const build = (code: string, status: number, detail: string): Problem => ({
  type: `urn:countersign:problem:${code.toLowerCase().replaceAll('_', '-')}`,
  title: titleOf(code),
  status,
  code,
  detail,
});

/** What a caller may know of any error: everything of a code that the tables know, nothing of any other. */
export function problemOf(error: unknown, serviceStatuses: ProblemStatuses = {}): Problem {
  if (!(error instanceof CountersignError)) return internal;
  const statuses = { ...serviceStatuses, ...kitStatuses };
  const status = Object.hasOwn(statuses, error.code) ? statuses[error.code] : undefined;
  if (status === undefined || !(status in STATUS_CODES)) return internal;
  const problem = build(error.code, status, error.message);
  if (!(error instanceof SchemaViolation)) return problem;
  return { ...problem, errors: [{ pointer: String(error.details.at ?? ''), detail: error.message }] };
}

const internal = build(
  'INTERNAL',
  500,
  'something went wrong on our side; the log of this service says what',
);

/** Headers that HTTP demands beside a status: `WWW-Authenticate` (RFC 6750), `Allow`, `Retry-After`. */
export function headersOf(error: unknown): Readonly<Record<string, string>> {
  const bearer = 'Bearer realm="countersign"';
  if (error instanceof TokenMissing) return { 'www-authenticate': bearer };
  if (error instanceof TokenRefused)
    return { 'www-authenticate': `${bearer}, error="invalid_token", error_description="${error.flaw}"` };
  if (error instanceof ScopeMissing)
    return { 'www-authenticate': `${bearer}, error="insufficient_scope", scope="${error.scope}"` };
  if (error instanceof MethodNotAllowed) return { allow: error.allowed.join(', ') };
  if (error instanceof IdentityProviderUnavailable) return { 'retry-after': retryAfterSeconds };
  return {};
}
