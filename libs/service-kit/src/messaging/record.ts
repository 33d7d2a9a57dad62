import type { EntityManager } from 'typeorm';

/** Where a record lies. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  /** Decimal; may be larger than a safe integer. */
  readonly offset: string;
  /** UTF-8 of the record's key; empty when it has none. */
  readonly key: string;
}

/**
 * What a handler gets besides the payload. `tx` is the transaction in which the record counts as handled: what the handler does
 * through it happens once, and not at all when it throws.
 */
export interface RecordContext {
  readonly tx: EntityManager;
  readonly record: RecordPlace;
}

/** A partition of one Kafka cluster. */
export interface Partition {
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
}

/** A header that came more than once stands here more than once. */
export type RawHeaders = readonly (readonly [name: string, value: Buffer])[];

/** A record as the broker gave it: nothing in it is believed yet. */
export interface RawRecord extends Partition {
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: RawHeaders;
  /** When the broker took it in, ms, or when it was read where the topic lets its writer say so (`message.timestamp.type`). */
  readonly appendedAt: number;
}

/** An event of a source, in the source's own bytes. `data` is strict JSON that no schema has checked yet. */
export interface UpstreamRecord {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly bytes: Buffer;
  readonly data: unknown;
  /** The source's own signature (compact JWS), not verified yet. */
  readonly signature: string | null;
  /** When it came, ms: by the broker's clock, or ours where it came by HTTP. */
  readonly cameAt: number;
  readonly transport: 'kafka';
}

export const placeOf = (record: RawRecord): RecordPlace => ({
  topic: record.topic,
  partition: record.partition,
  offset: record.offset,
  key: record.key?.toString('utf8') ?? '',
});
