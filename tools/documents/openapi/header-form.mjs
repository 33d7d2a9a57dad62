// Headers that a handler asks for by a decorator of the kit: which one, seen by asking it, and its form. The form is a regular
// expression inside the kit; it stands here once more, and every generation tries whether both say the same.
import { NotDocumented } from './not-documented.mjs';

/** @type {Record<string, { description: string, schema: { type: 'string', pattern: string } }>} */
const forms = {
  'idempotency-key': {
    description:
      'the same key with the same body is one request, however often it is sent; with another body it is refused',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._~-]{8,128}$' },
  },
};

const characters = Array.from({ length: 128 }, (_, code) => `abcdefg${String.fromCharCode(code)}`);
const samples = ['', ...characters, ...[7, 8, 127, 128, 129].map((length) => 'a'.repeat(length))];

/**
 * @param {(data: unknown, context: unknown) => unknown} factory of a custom parameter
 * @returns {import('./edge.mjs').Parameter | null} null when it reads no header
 * @throws {NotDocumented} when the header is not known here, or its form is another
 */
export function headerOf(factory) {
  const [name] = headersRead(factory);
  if (name === undefined) return null;
  const form = forms[name];
  if (!form) throw new NotDocumented(`the header \`${name}\` has no form in ${import.meta.url}`);
  const pattern = new RegExp(form.schema.pattern);
  const other = samples.find((sample) => pattern.test(sample) !== isTaken(factory, { [name]: sample }));
  if (other !== undefined)
    throw new NotDocumented(`the form of \`${name}\` differs for ${JSON.stringify(other)}`);
  return { name, in: 'header', required: !isTaken(factory, {}), ...form };
}

/** @param {Function} factory @param {object} headers */
function isTaken(factory, headers) {
  try {
    factory(undefined, contextOf(headers));
    return true;
  } catch {
    return false;
  }
}

/** @param {Function} factory @returns {string[]} */
function headersRead(factory) {
  /** @type {string[]} */
  const names = [];
  isTaken(factory, new Proxy({}, { get: (_, name) => void names.push(String(name)) }));
  return names;
}

/** @param {object} headers */
const contextOf = (headers) => ({ switchToHttp: () => ({ getRequest: () => ({ headers }) }) });
