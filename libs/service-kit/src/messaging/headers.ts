import { MalformedRecord } from './errors.js';
import type { RawHeaders, RawRecord } from './record.js';

/** More or longer headers than any honest record has. */
const limits = { count: 32, name: 64, value: 4_096, total: 16_384 };
const printable = /^[\x20-\x7e]*$/;

export type Headers = ReadonlyMap<string, string>;

function checkLimits(headers: RawHeaders): void {
  const total = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headers.length > limits.count || total > limits.total)
    throw new MalformedRecord(`record has ${headers.length} headers of ${total} bytes, more than allowed`);
}

/**
 * The headers of a record, each at most once, in printable ASCII and of bounded size. Names compare without case, as CloudEvents
 * attributes do. Throws `MALFORMED_RECORD`.
 */
export function readHeaders({ headers }: RawRecord): Headers {
  checkLimits(headers);
  const result = new Map<string, string>();
  for (const [raw, bytes] of headers) {
    const name = raw.toLowerCase();
    const value = bytes.toString('latin1');
    if (name.length > limits.name || value.length > limits.value || !printable.test(name + value))
      throw new MalformedRecord(
        `header \`${name.slice(0, limits.name)}\` is too long or not printable ASCII`,
      );
    if (result.has(name)) throw new MalformedRecord(`header \`${name}\` comes twice`);
    result.set(name, value);
  }
  return result;
}

/** A header that must be there. Throws `MALFORMED_RECORD`. */
export function required(headers: Headers, name: string): string {
  const value = headers.get(name);
  if (!value) throw new MalformedRecord(`header \`${name}\` is missing`, { details: { header: name } });
  return value;
}

/** Headers of trace context, if the record has any; wrong ones are no reason to refuse a record. */
export const traceHeadersOf = (headers: RawHeaders): Record<string, string> =>
  Object.fromEntries(
    headers
      .filter(([name]) => name === 'traceparent' || name === 'tracestate')
      .map(([name, value]) => [name, value.toString('latin1').slice(0, 512)]),
  );
