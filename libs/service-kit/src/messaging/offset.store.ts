import type { DataSource, EntityManager } from 'typeorm';
import { OffsetMoved } from './errors.js';
import type { Partition } from './record.js';

/** The offset to read next, as this service's database says; `from` when nothing of this partition was read yet. */
export async function readOffset(
  ds: DataSource,
  { cluster, topic, partition }: Partition,
  from: bigint,
): Promise<bigint> {
  await ds.query(
    `INSERT INTO consumer_offset (cluster, topic, partition, next_offset) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [cluster, topic, partition, String(from)],
  );
  const [row] = await ds.query<[{ next_offset: string }]>(
    'SELECT next_offset FROM consumer_offset WHERE cluster = $1 AND topic = $2 AND partition = $3',
    [cluster, topic, partition],
  );
  return BigInt(row.next_offset);
}

/**
 * Locks a partition's offset for the rest of the transaction, so that one process at a time has effects from it. Throws
 * `OFFSET_MOVED` when it is not `expected`: another process went on while this one slept, and what it has in hand is stale.
 */
export async function lockOffset(tx: EntityManager, place: Partition, expected: bigint): Promise<void> {
  const { cluster, topic, partition } = place;
  const [row] = await tx.query<{ next_offset: string }[]>(
    'SELECT next_offset FROM consumer_offset WHERE cluster = $1 AND topic = $2 AND partition = $3 FOR UPDATE',
    [cluster, topic, partition],
  );
  if (row === undefined || BigInt(row.next_offset) !== expected)
    throw new OffsetMoved(
      `partition ${partition} of \`${topic}\` stands at ${row?.next_offset}, not at ${expected}`,
    );
}

/** Moves a locked offset. Part of the transaction of the records' effects: both count, or neither. */
export async function advanceOffset(
  tx: EntityManager,
  { cluster, topic, partition }: Partition,
  next: bigint,
): Promise<void> {
  await tx.query(
    'UPDATE consumer_offset SET next_offset = $4 WHERE cluster = $1 AND topic = $2 AND partition = $3',
    [cluster, topic, partition, String(next)],
  );
}

/** Sets a partition's offset to `next`, whatever it was: its log in Kafka is another one than before. */
export async function resetOffset(ds: DataSource, place: Partition, next: bigint): Promise<void> {
  await advanceOffset(ds.manager, place, next);
}
