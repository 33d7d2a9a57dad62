import type { EntityManager } from 'typeorm';
import type { RawHeaders, RawRecord } from './record.js';
import type { SetAside } from './set-aside.js';

/** `waiting`: tried again by itself. `held`: needs a person. The others are final. */
export type QuarantineState = 'waiting' | 'held' | 'handled' | 'dropped';

export interface WaitingRecord {
  readonly id: string;
  readonly attempts: number;
  readonly record: RawRecord;
}

interface Row {
  readonly id: string;
  readonly cluster: string;
  readonly topic: string;
  readonly partition: number;
  readonly record_offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: [string, string][];
  readonly attempts: number;
}

export const headersToJson = (headers: RawHeaders): string =>
  JSON.stringify(headers.map(([name, value]) => [name, value.toString('base64')]));

export const rowToRecord = (row: Omit<Row, 'id' | 'attempts'>): RawRecord => ({
  cluster: row.cluster,
  topic: row.topic,
  partition: row.partition,
  offset: row.record_offset,
  key: row.key,
  value: row.value,
  headers: row.headers.map(([name, value]) => [name, Buffer.from(value, 'base64')]),
});

/** Puts a record into quarantine; one place of a topic lands there once. */
export async function setAside(tx: EntityManager, record: RawRecord, why: SetAside): Promise<void> {
  await tx.query(
    `INSERT INTO quarantine (cluster, topic, partition, record_offset, key, value, headers,
                             state, in_order, code, message, attempts, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp() + $13 * interval '1 ms')
     ON CONFLICT (cluster, topic, partition, record_offset) DO NOTHING`,
    [
      ...[record.cluster, record.topic, record.partition, record.offset, record.key, record.value],
      ...[
        headersToJson(record.headers),
        why.state,
        why.inOrder,
        why.code,
        why.message,
        why.attempts,
        why.delayMs,
      ],
    ],
  );
}

/** Keys (hexadecimal) of a partition whose later records must wait. */
export async function keysInLine(tx: EntityManager, topic: string, partition: number): Promise<Set<string>> {
  const rows: { key: string }[] = await tx.query(
    `SELECT DISTINCT encode(key, 'hex') AS key FROM quarantine
      WHERE topic = $1 AND partition = $2 AND state = 'waiting' AND in_order AND key IS NOT NULL`,
    [topic, partition],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Locks the next record that is due and has nobody of its key before it; null when there is none. Other replicas pass it by. */
export async function takeDue(tx: EntityManager, topics: readonly string[]): Promise<WaitingRecord | null> {
  const [row] = await tx.query<Row[]>(
    `SELECT q.* FROM quarantine q
      WHERE q.state = 'waiting' AND q.due_at <= clock_timestamp() AND q.topic = ANY ($1)
        AND NOT (q.in_order AND EXISTS (
              SELECT FROM quarantine b WHERE b.topic = q.topic AND b.partition = q.partition
                 AND b.state = 'waiting' AND b.in_order AND b.key = q.key AND b.id < q.id))
      ORDER BY q.topic LIKE '%.urgent' DESC, q.id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [[...topics]],
  );
  return row ? { id: row.id, attempts: row.attempts, record: rowToRecord(row) } : null;
}

/** Notes that a locked record was handled. */
export async function markHandled(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`UPDATE quarantine SET state = 'handled' WHERE id = $1`, [id]);
}

/** Notes that a locked record failed again. */
export async function markFailed(tx: EntityManager, id: string, why: SetAside): Promise<void> {
  await tx.query(
    `UPDATE quarantine SET state = $2, code = $3, message = $4, attempts = $5,
            due_at = clock_timestamp() + $6 * interval '1 ms' WHERE id = $1`,
    [id, why.state, why.code, why.message, why.attempts, why.delayMs],
  );
}
