import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Partition, RawHeaders, RawRecord } from './record.js';

const toBuffer = (value: Buffer | string): Buffer => (typeof value === 'string' ? Buffer.from(value) : value);

/** kafkajs gives a repeated header as an array. */
const toHeaders = (headers: IHeaders | undefined): RawHeaders =>
  Object.entries(headers ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, toBuffer(one ?? '')] as const),
  );

/** Not in its types, but in every message: what the topic says about whose clock the timestamp is of. */
interface Dated {
  readonly batchContext?: { readonly timestampType?: number };
}
const brokersClock = 1;

/** When a message came. A writer's own word on it is none: then it comes now. */
function cameAt(message: KafkaMessage): number {
  const { batchContext } = message as KafkaMessage & Dated;
  return batchContext?.timestampType === brokersClock ? Number(message.timestamp) : Date.now();
}

/** A message of kafkajs as a record of ours. */
export const toRecord = (place: Partition, message: KafkaMessage): RawRecord => ({
  ...place,
  offset: message.offset,
  key: message.key,
  value: message.value,
  headers: toHeaders(message.headers),
  appendedAt: cameAt(message),
});
