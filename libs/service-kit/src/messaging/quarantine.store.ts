import { createHash } from 'node:crypto';
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
  readonly headers: StoredHeaders;
  readonly appended_at: string;
  readonly attempts: number;
}

/** Names, too, are of whoever wrote the record, and jsonb does not take every one of them. */
const headersToJson = (headers: RawHeaders): string =>
  JSON.stringify(headers.map(([name, value]) => [toBase64(Buffer.from(name)), toBase64(value)]));

const toBase64 = (bytes: Buffer): string => bytes.toString('base64');

/** Headers as the table holds them: names and values in base64. */
export type StoredHeaders = readonly (readonly [name: string, value: string])[];

/** Headers of a row as they came. */
export const storedHeaders = (stored: StoredHeaders): RawHeaders =>
  stored.map(([name, value]) => [Buffer.from(name, 'base64').toString(), Buffer.from(value, 'base64')]);

/** A sentence may quote a record, and PostgreSQL has no U+0000. (Half of a character becomes U+FFFD on its way there.) */
const storable = (text: string): string => text.replaceAll('\0', '\\u0000');

/** Tells records apart that came at one place one after the other: a topic that was made anew begins at offset 0 again. */
function digestOf({ key, value, headers }: RawRecord): string {
  const digest = createHash('sha256');
  for (const part of [key, value, Buffer.from(headersToJson(headers))])
    digest.update(part === null ? 'none;' : `${part.length};`).update(part ?? '');
  return digest.digest('base64url');
}

const rowToRecord = (row: Omit<Row, 'id' | 'attempts'>): RawRecord => ({
  cluster: row.cluster,
  topic: row.topic,
  partition: row.partition,
  offset: row.record_offset,
  key: row.key,
  value: row.value,
  headers: storedHeaders(row.headers),
  appendedAt: Number(row.appended_at),
});

/** Puts a record into quarantine; the same record at the same place lands there once, another one beside it. */
export async function setAside(tx: EntityManager, record: RawRecord, why: SetAside): Promise<void> {
  await tx.query(
    `INSERT INTO quarantine (cluster, topic, partition, record_offset, digest, key, value, headers, appended_at,
                             state, in_order, code, message, attempts, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, clock_timestamp() + $15 * interval '1 ms')
     ON CONFLICT (cluster, topic, partition, record_offset, digest) DO NOTHING`,
    [
      ...[record.cluster, record.topic, record.partition, record.offset, digestOf(record)],
      ...[record.key, record.value, headersToJson(record.headers), record.appendedAt],
      ...[why.state, why.inOrder, why.code, storable(why.message), why.attempts, why.delayMs],
    ],
  );
}

/** Whether each of these values was put into quarantine, whatever became of it there. */
export async function areSetAside(tx: EntityManager, values: readonly string[]): Promise<boolean> {
  const [row] = await tx.query<[{ n: number }]>(
    'SELECT count(DISTINCT value)::int AS n FROM quarantine WHERE value = ANY ($1)',
    [values.map((value) => Buffer.from(value))],
  );
  return row.n === new Set(values).size;
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

/** Notes that a locked record failed again; whether others wait behind it stays as it is. */
export async function markFailed(
  tx: EntityManager,
  id: string,
  why: Omit<SetAside, 'inOrder'>,
): Promise<void> {
  await tx.query(
    `UPDATE quarantine SET state = $2, code = $3, message = $4, attempts = $5,
            due_at = clock_timestamp() + $6 * interval '1 ms' WHERE id = $1`,
    [id, why.state, why.code, storable(why.message), why.attempts, why.delayMs],
  );
}
