// OTLP's JSON encoding of values (opentelemetry-proto, common.proto) as plain ones.

/** @typedef {string | number | boolean | null | unknown[] | { [key: string]: unknown }} Plain */

/** @param {any} value AnyValue @returns {Plain} 64-bit integers become numbers where they fit, else stay text */
export function plain(value) {
  if (value === null || typeof value !== 'object') return null;
  if ('stringValue' in value) return String(value.stringValue);
  if ('boolValue' in value) return value.boolValue === true;
  if ('intValue' in value) return integer(value.intValue);
  if ('doubleValue' in value) return Number(value.doubleValue);
  if ('arrayValue' in value) return list(value.arrayValue?.values).map(plain);
  if ('kvlistValue' in value) return attributes(value.kvlistValue?.values);
  return null;
}

/** @param {unknown} value @returns {number | string} */
export function integer(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** @param {unknown} value @returns {any[]} */
export const list = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} values list of KeyValue @returns {Record<string, Plain>} */
export const attributes = (values) =>
  Object.fromEntries(list(values).map((entry) => [String(entry?.key), plain(entry?.value)]));

/** Nanoseconds since the epoch, as OTLP sends them, in milliseconds. @param {unknown} nanos @returns {number} */
export const milliseconds = (nanos) =>
  Number(BigInt(/^\d+$/.test(String(nanos)) ? String(nanos) : '0') / 1_000n) / 1_000;
