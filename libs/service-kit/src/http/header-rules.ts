import { MalformedUrl, RefusedHeaders } from './http.errors.js';
import type { Middleware } from './http-message.js';

/** Headers that two readers must never read two ways. Everything of CloudEvents counts as well. */
const single = new Set([
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'countersign-signature',
  'host',
  'idempotency-key',
  'traceparent',
  'transfer-encoding',
]);

/** More than any client sends; Node drops what is beyond its own limit without a word, which is one more than this. */
export const maxHeaders = 100;

/** Throws {@link RefusedHeaders} when a header that must be single is not. Takes Node's `rawHeaders`, because `headers` has joined them already. */
export function refuseAmbiguousHeaders(rawHeaders: readonly string[]): void {
  if (rawHeaders.length / 2 > maxHeaders)
    throw new RefusedHeaders(`the request has more than ${maxHeaders} headers`);
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!single.has(name) && !name.startsWith('ce-')) continue;
    if (seen.has(name)) throw new RefusedHeaders(`the header \`${name}\` was sent more than once`);
    seen.add(name);
  }
}

/** Throws {@link MalformedUrl} when a key stands in the query more than once, or the query cannot be decoded. */
export function refuseAmbiguousQuery(url: string): void {
  const at = url.indexOf('?');
  if (at < 0) return;
  const query = url.slice(at + 1);
  if (/%(?![0-9a-fA-F]{2})/.test(query)) throw new MalformedUrl('the query cannot be decoded');
  const seen = new Set<string>();
  for (const [key] of new URLSearchParams(query)) {
    if (seen.has(key)) throw new MalformedUrl('a key stands in the query more than once');
    seen.add(key);
  }
}

/** Both rules, before anything else reads the request. */
export const headerRules: Middleware = (request, _response, next) => {
  try {
    refuseAmbiguousHeaders(request.rawHeaders);
    refuseAmbiguousQuery(request.url);
  } catch (error) {
    next(error);
    return;
  }
  next();
};
