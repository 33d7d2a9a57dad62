import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { DuplicateId } from './errors.js';
import { traceHeadersOf } from './headers.js';
import type { Message } from './message.js';
import type { RawRecord } from './record.js';

/** Identifies something that has one effect, whatever way and however often it comes. */
export interface InboxEntry {
  /** Unique for ever: a statement's hash, or `<source>:<event id>` for upstream events. */
  readonly id: string;
  /** Same id and same digest: the same thing again. */
  readonly digest: string;
  /** Where it came from: a topic, or `http` and the like. */
  readonly topic: string;
}

const requestOf = ({ body }: Statement): string | null => ('request' in body ? body.request : null);

async function insert(tx: EntityManager, { id, digest, topic }: InboxEntry): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    'INSERT INTO inbox (id, digest, topic) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING id',
    [id, digest, topic],
  );
  return rows.length > 0;
}

/** Throws `DUPLICATE_ID` when something that was not fresh came before with another digest. */
async function requireSame(tx: EntityManager, { id, digest }: InboxEntry): Promise<void> {
  const [known] = await tx.query<[{ digest: string }]>('SELECT digest FROM inbox WHERE id = $1', [id]);
  if (known.digest !== digest)
    throw new DuplicateId(`id \`${id}\` came before with another content`, { details: { id } });
}

/**
 * Admits something into the caller's transaction: true the first time, false when it was admitted before and nothing is to be
 * done. Two transactions at once: the later waits for the earlier. Throws `DUPLICATE_ID` when the id came before with another digest.
 */
export async function admit(tx: EntityManager, entry: InboxEntry): Promise<boolean> {
  const fresh = await insert(tx, entry);
  if (!fresh) await requireSame(tx, entry);
  return fresh;
}

/** Inserts another service's statement, and keeps its exact bytes when it is fresh. */
async function insertReceived(
  tx: EntityManager,
  { id, digest, topic }: InboxEntry,
  statement: Statement,
  record: RawRecord,
): Promise<boolean> {
  const { hash, type, iss, chain, seq, prev, jws } = statement;
  const rows: unknown[] = await tx.query(
    `WITH fresh AS (INSERT INTO inbox (id, digest, topic) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING id),
          kept AS (INSERT INTO received (hash, type, iss, chain, seq, prev, request, jws, traceparent)
                   SELECT $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM fresh ON CONFLICT (hash) DO NOTHING)
     SELECT id FROM fresh`,
    [
      ...[id, digest, topic],
      ...[hash, type, iss, chain, seq, prev, requestOf(statement), Buffer.from(jws)],
      traceHeadersOf(record.headers)['traceparent'] ?? null,
    ],
  );
  return rows.length > 0;
}

/** Admits a message and keeps the statement that it is. Messages without an id are always admitted. */
export async function admitMessage(tx: EntityManager, message: Message, record: RawRecord): Promise<boolean> {
  const { id, digest, statement } = message;
  if (id === null) return true;
  const entry = { id, digest, topic: record.topic };
  if (!statement) return admit(tx, entry);
  const fresh = await insertReceived(tx, entry, statement, record);
  if (!fresh) await requireSame(tx, entry);
  return fresh;
}
