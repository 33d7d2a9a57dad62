import type { DataSource, EntityManager } from 'typeorm';

/** A row of the outbox as it goes to Kafka: bytes that nobody here can read or change. */
export interface OutboxRecord {
  readonly position: string;
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What waits to be published. */
export interface OutboxBacklog {
  readonly depth: number;
  /** Age of the oldest, in seconds; 0 when nothing waits. */
  readonly ageSeconds: number;
}

/**
 * Locks the next unpublished rows but those of topics `without`; urgent topics first, then in the order of their positions. Rows that another relay holds are
 * passed over; the rows of one chain appear in the order of their numbers, since they commit in it.
 */
export function takeUnpublished(
  tx: EntityManager,
  limit: number,
  without: readonly string[] = [],
): Promise<OutboxRecord[]> {
  return tx.query(
    `SELECT o.position, o.topic, o.key, o.headers, coalesce(o.record, s.jws) AS value
       FROM outbox o LEFT JOIN statement s ON s.hash = o.statement
      WHERE o.published_at IS NULL AND o.topic <> ALL ($2)
      ORDER BY (o.topic LIKE '%.urgent') DESC, o.position
      LIMIT $1
        FOR UPDATE OF o SKIP LOCKED`,
    [limit, [...without]],
  );
}

/** Marks rows as published to a cluster, in the transaction that locked them. */
export async function markPublished(
  tx: EntityManager,
  positions: readonly string[],
  cluster: string,
): Promise<void> {
  await tx.query(
    'UPDATE outbox SET published_at = clock_timestamp(), published_to = $2 WHERE position = ANY ($1)',
    [[...positions], cluster],
  );
}

/** What went to another cluster than this one is to be published again: a wiped broker is rebuilt from the outboxes. */
export async function unmarkOtherClusters(ds: DataSource, cluster: string): Promise<number> {
  const [, count] = await ds.query<[unknown, number]>(
    'UPDATE outbox SET published_at = NULL, published_to = NULL WHERE published_to <> $1',
    [cluster],
  );
  return count;
}

/**
 * Publishes statements of a chain again, from a number on, for a reader that misses them. Readers know what they had by its hash.
 * Returns how many.
 */
export async function resendChain(ds: DataSource, chain: string, fromSeq: number): Promise<number> {
  const [, count] = await ds.query<[unknown, number]>(
    `UPDATE outbox o SET published_at = NULL, published_to = NULL
       FROM statement s WHERE s.hash = o.statement AND s.chain = $1 AND s.seq >= $2`,
    [chain, fromSeq],
  );
  return count;
}

export async function readBacklog(ds: DataSource): Promise<OutboxBacklog> {
  const [row] = await ds.query<[{ depth: number; age: number }]>(
    `SELECT count(*)::int AS depth,
            coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS age
       FROM outbox WHERE published_at IS NULL`,
  );
  return { depth: row.depth, ageSeconds: row.age };
}
