import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Partition, RawHeaders, RawRecord } from './record.js';

const toBuffer = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

/** kafkajs gives a repeated header as an array. */
const toHeaders = (headers: IHeaders | undefined): RawHeaders =>
  Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, toBuffer(one ?? '')] as const),
  );

/** A message of kafkajs as a record of ours. */
export const toRecord = (
  place: Partition,
  { offset, key, value, headers, timestamp }: KafkaMessage,
): RawRecord => ({
  ...place,
  offset,
  key,
  value,
  headers: toHeaders(headers),
  appendedAt: Number(timestamp),
});
