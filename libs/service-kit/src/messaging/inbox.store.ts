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

/**
 * Admits something into the caller's transaction: true the first time, false when it was admitted before and nothing is to be
 * done. Two transactions at once: the later waits for the earlier. Throws `DUPLICATE_ID` when the id came before with another digest.
 */
export async function admit(tx: EntityManager, entry: InboxEntry): Promise<boolean> {
  if (await insert(tx, entry)) return true;
  const [known] = await tx.query<[{ digest: string }]>('SELECT digest FROM inbox WHERE id = $1', [entry.id]);
  if (known.digest !== entry.digest)
    throw new DuplicateId(`id \`${entry.id}\` came before with another content`, {
      details: { id: entry.id },
    });
  return false;
}

/** Keeps the exact bytes of another service's statement. */
async function keepReceived(tx: EntityManager, statement: Statement, record: RawRecord): Promise<void> {
  const { hash, type, iss, chain, seq, prev, jws } = statement;
  await tx.query(
    `INSERT INTO received (hash, type, iss, chain, seq, prev, request, jws, traceparent)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (hash) DO NOTHING`,
    [
      ...[hash, type, iss, chain, seq, prev, requestOf(statement), Buffer.from(jws)],
      traceHeadersOf(record.headers)['traceparent'] ?? null,
    ],
  );
}

/** Admits a message and keeps the statement that it is. Messages without an id are always admitted. */
export async function admitMessage(tx: EntityManager, message: Message, record: RawRecord): Promise<boolean> {
  if (message.id === null) return true;
  const fresh = await admit(tx, { id: message.id, digest: message.digest, topic: record.topic });
  if (fresh && message.statement) await keepReceived(tx, message.statement, record);
  return fresh;
}
