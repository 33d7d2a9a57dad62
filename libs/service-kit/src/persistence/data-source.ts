import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { readSecretFile } from '../config/setting-file.js';
import { BoundedClient } from './bounded-client.js';
import { readDatabaseAddress } from './database-address.js';
import { kitMigrations } from './migrations/index.js';
import { requireAppliedMigrations } from './drift.js';

/** A numbered, frozen step of the schema; its class name ends in 13 digits that order it. */
export type Migration = new () => MigrationInterface;

export interface DatabaseOptions {
  /** `postgres://role@host:port/database`, without a password; see {@link readDatabaseAddress}. */
  readonly url: string;
  /** Path of the file that holds the role's password, or the setting that reads it. Read at every connect, so it can be rotated. */
  readonly passwordFile: string | { read(): string };
  /** The service's own migrations; those of the kit come before them by themselves. */
  readonly migrations: readonly Migration[];
  readonly entities?: readonly (new () => object)[] | readonly EntitySchema[];
  /** Connections at most. Default 10: one per consumed partition in work, and some for HTTP. */
  readonly poolSize?: number;
  /** Name shown in pg_stat_activity. Default: the role. */
  readonly applicationName?: string;
}

/**
 * Bounds that keep one stuck process from stopping others: a transaction whose owner sleeps (SIGSTOP, a lost host) is ended by
 * the server after 30 s and its locks are free; no statement runs longer than 30 s; nobody waits longer than 10 s for a lock. And those that
 * keep a lost server from stopping this process: an answer is waited for a little longer than the server lets a statement run, and a
 * connection that is idle is tried after 10 s.
 */
const serviceBounds = {
  idle_in_transaction_session_timeout: 30_000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  query_timeout: 35_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** A pool on one service's database that is not connected yet. Throws `BAD_DATABASE_URL`. */
export function createDataSource(options: DatabaseOptions, bounds: object = serviceBounds): DataSource {
  const { passwordFile, migrations, entities, poolSize = 10 } = options;
  const at = readDatabaseAddress(options.url);
  return new DataSource({
    type: 'postgres',
    ...at,
    password: () => (typeof passwordFile === 'string' ? readSecretFile(passwordFile) : passwordFile.read()),
    applicationName: options.applicationName ?? at.username,
    entities: [...(entities ?? [])],
    migrations: [...kitMigrations, ...migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    installExtensions: false,
    poolSize,
    connectTimeoutMS: 5_000,
    extra: { Client: BoundedClient, ...bounds },
  });
}

/** Connects and refuses a schema that is not this build's. Throws `SCHEMA_DRIFT`, or what pg throws when it cannot connect. */
export async function openDataSource(options: DatabaseOptions): Promise<DataSource> {
  const ds = await createDataSource(options).initialize();
  try {
    await requireAppliedMigrations(ds);
    return ds;
  } catch (error) {
    await ds.destroy();
    throw error;
  }
}
