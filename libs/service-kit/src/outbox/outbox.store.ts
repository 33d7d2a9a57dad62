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

/** Which unpublished rows are wanted: of topics of removals or of all others, but of none in `without`; at most `limit`. */
export interface Wanted {
  readonly limit: number;
  readonly urgent: boolean;
  readonly without: readonly string[];
}

/**
 * Locks the next unpublished rows in the order of their positions. Rows that another relay holds are passed over; the rows of one chain
 * appear in the order of their numbers, since they commit in it.
 */
export function takeUnpublished(
  tx: EntityManager,
  { limit, urgent, without }: Wanted,
): Promise<OutboxRecord[]> {
  return tx.query(
    `SELECT o.position, o.topic, o.key, o.headers, coalesce(o.record, s.jws) AS value
       FROM outbox o LEFT JOIN statement s ON s.hash = o.statement
      WHERE o.published_at IS NULL AND (o.topic LIKE '%.urgent') = $3 AND o.topic <> ALL ($2)
      ORDER BY o.position
      LIMIT $1
        FOR UPDATE OF o SKIP LOCKED`,
    [limit, [...without], urgent],
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

/** Rows changed by one statement: the table never shrinks, and no statement of a service may run for long. */
const unmarkAtOnce = 5_000;

/**
 * What went to another cluster than this one is to be published again: a wiped broker is rebuilt from the outboxes. Returns how much. Costs
 * nothing when there is nothing: the index on `published_to` says so.
 */
export async function unmarkOtherClusters(
  db: Pick<DataSource, 'query'>,
  cluster: string,
  atOnce = unmarkAtOnce,
): Promise<number> {
  for (let total = 0; ;) {
    const [, count] = await db.query<[unknown, number]>(
      `UPDATE outbox SET published_at = NULL, published_to = NULL WHERE position = ANY (ARRAY(
         (SELECT position FROM outbox WHERE published_to < $1 ORDER BY published_to LIMIT $2) UNION ALL
         (SELECT position FROM outbox WHERE published_to > $1 ORDER BY published_to LIMIT $2)))`,
      [cluster, atOnce],
    );
    if (count === 0) return total;
    total += count;
  }
}

export async function readBacklog(ds: DataSource): Promise<OutboxBacklog> {
  const [row] = await ds.query<[{ depth: number; age: number }]>(
    `SELECT count(*)::int AS depth,
            coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS age
       FROM outbox WHERE published_at IS NULL`,
  );
  return { depth: row.depth, ageSeconds: row.age };
}
