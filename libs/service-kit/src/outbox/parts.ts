import type { OutboxRecord } from './outbox.store.js';

/**
 * Records of one topic that are sent at once, in bytes. The client makes one batch a partition of them, and a broker takes no batch above
 * 1 MiB unless it was set up otherwise; half of that leaves room for what the batch itself adds.
 */
const maxPartBytes = 524_288;
/** What Kafka adds to a record and to each of its headers, at most. */
const overheadBytes = 64;

const sizeOf = ({ key, value, headers }: OutboxRecord): number =>
  Object.entries(headers).reduce(
    (sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text) + overheadBytes,
    Buffer.byteLength(key) + value.length + overheadBytes,
  );

/** Cuts records into parts that Kafka takes, in their order. A record larger than a part is a part of its own. */
export function partsOf(records: readonly OutboxRecord[]): OutboxRecord[][] {
  const parts: OutboxRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (size > room || parts.length === 0) {
      parts.push([]);
      room = maxPartBytes;
    }
    parts.at(-1)?.push(record);
    room -= size;
  }
  return parts;
}
