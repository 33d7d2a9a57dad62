import { BoundedClient, readDatabaseAddress, sqlState } from '@countersign/service-kit/persistence';
import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { isCollision, isKeptOff } from './by-chance.js';
import { PlaceBusy, TargetUnavailable } from './target.errors.js';

export interface TargetOptions {
  /** `postgres://role@host:port/database`, without a password; `?sslmode=verify-full` for TLS with a verified certificate. */
  readonly url: string;
  /** The role's password; read at every connect, so it can be rotated. */
  readonly password: () => string;
  /** How long an answer of the target is waited for, in ms. Default 20 000: above the target's own bound of a statement, which speaks first. */
  readonly answerMs?: number;
}

/**
 * How long one transaction may hold the applier's lock: each statement 15 s at most, each pause between two 5 s. A process that was
 * stopped (SIGSTOP, a lost host) is cut off by the target, and another goes on; a target that is lost is found out by `answerMs`. An addition has less, see `postgres-place.ts`: so a grant
 * never comes late.
 */
const bounds = {
  statement_timeout: 15_000,
  lock_timeout: 5_000,
  idle_in_transaction_session_timeout: 5_000,
  connectionTimeoutMillis: 5_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};
/** One for the transaction, one to clear its way, two for the timer and reports. */
const connections = 4;
/** Collisions with what others change in the catalogue at the same time; more would be no coincidence. */
const attempts = 4;

/** A session of the target, within a transaction. */
export interface TargetSession {
  readonly pid: number;
  query<R extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<R[]>;
}

/** The connector's connections to its target. Errors are `PLACE_BUSY` (this one change is kept off) or else `TARGET_UNAVAILABLE`, with the SQLSTATE. */
export class TargetPool {
  private readonly pool: Pool;

  constructor({ url, password, answerMs = 20_000 }: TargetOptions) {
    const { username: user, ...at } = readDatabaseAddress(url);
    this.pool = new Pool({
      ...at,
      user,
      password: async () => password(),
      application_name: 'countersign-connector',
      max: connections,
      query_timeout: answerMs,
      Client: BoundedClient,
      ...bounds,
    });
    this.pool.on('error', () => undefined); // an idle connection was lost; the next query opens another
    this.pool.on('connect', (client) => client.on('error', () => undefined)); // one in use: its next query fails
  }

  /** One statement in a transaction of its own. */
  async query<R extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    try {
      return (await this.pool.query<R>(sql, [...values])).rows;
    } catch (error) {
      throw unavailable(error);
    }
  }

  /**
   * Runs `work` in one transaction that no other applier of this target runs beside. Runs it again when somebody changed the same
   * row of the catalogue; then nothing of the first run is left.
   */
  async asOnlyApplier<T>(work: (session: TargetSession) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt >= attempts || !isCollision(error)) throw unavailable(error);
      }
    }
  }

  private async once<T>(work: (session: TargetSession) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      await client.query('SELECT one FROM countersign.applier FOR UPDATE'); // a statement of its own: what follows sees what the one before us did
      const result = await work(sessionOf(client));
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new TargetUnavailable('the target rolled the transaction back');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

const sessionOf = (client: PoolClient): TargetSession => ({
  pid: (client as PoolClient & { readonly processID: number }).processID,
  query: async <R extends QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
    (await client.query<R>(sql, [...values])).rows,
});

function unavailable(cause: unknown): Error {
  if (cause instanceof Error && 'retriable' in cause) return cause;
  const options = { cause, details: { sqlState: sqlState(cause) ?? null } };
  return isKeptOff(cause)
    ? new PlaceBusy('somebody keeps this change from being made', options)
    : new TargetUnavailable('the target did not do what was asked', options);
}
