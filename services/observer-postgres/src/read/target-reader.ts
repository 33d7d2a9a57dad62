import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedClient, readDatabaseAddress } from '@countersign/service-kit/persistence';
import type { Client } from 'pg';
import { TargetUnreadable } from './observation.errors.js';

/** Runs one query in the reading's transaction. Throws `TARGET_UNREADABLE`. */
export type Read = <R extends object>(sql: string) => Promise<R[]>;

export interface TargetOptions {
  /** `postgres://role@host:port/database`, without a password; `?sslmode=verify-full` for TLS with a verified certificate. */
  readonly url: string;
  readonly password: () => string;
  /** How long an answer of the target is waited for, in ms. Default 20 000: above the target's own bound of a statement, which speaks first. */
  readonly answerMs?: number;
}

const bounds = {
  statement_timeout: 15_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 15_000,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};
/** How long a target that is left may take to close, in ms: one that has vanished never does. */
const goodbyeMs = 1_000;

/**
 * Runs `work` on one snapshot of the target, in a transaction that cannot write, over a connection of its own: nothing of an earlier
 * reading can be in it. Throws `TARGET_UNREADABLE`, or what `work` throws.
 */
export async function readTarget<T>(
  { url, password, answerMs = 20_000 }: TargetOptions,
  work: (read: Read) => Promise<T>,
): Promise<T> {
  const { username: user, ...at } = readDatabaseAddress(url);
  const client = new BoundedClient({
    ...at,
    user,
    password: async () => password(),
    application_name: 'countersign-observer',
    ...bounds,
    query_timeout: answerMs,
  });
  client.on('error', () => undefined); // shows as a failed query
  const read: Read = async <R extends object>(sql: string) => await query<R & object>(client, sql);
  try {
    await client.connect().catch(unreadable);
    await query(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const result = await work(read);
    await query(client, 'COMMIT');
    return result;
  } finally {
    const closed = client.end().catch(() => undefined);
    await Promise.race([closed, sleep(goodbyeMs, undefined, { ref: false })]);
  }
}

const query = <R extends object>(client: Client, sql: string): Promise<R[]> =>
  client.query<R>(sql).then(({ rows }) => rows, unreadable);

function unreadable(cause: unknown): never {
  throw new TargetUnreadable('the target cannot be read now', { cause });
}
