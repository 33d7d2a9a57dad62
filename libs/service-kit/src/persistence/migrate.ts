import { type DatabaseOptions, createDataSource } from './data-source.js';

/** Any constant: all migrations of one database wait for each other on it. */
const migrationLock = 0x636f756e;
/**
 * Building an index may take longer than any statement of a running service, and waiting for another one's migrations longer than that:
 * so there is no `query_timeout`, and a server that is lost is found out by the connection's own probes.
 */
const usualBounds = {
  statement_timeout: 900_000,
  lock_timeout: 60_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/**
 * Brings a service's database up to this build, as its owner role (`<database>_owner`), and returns the names of what was applied.
 * Each migration is one transaction. Several at once are safe: they wait for each other on an advisory lock.
 */
export async function migrateService(
  options: DatabaseOptions,
  bounds: object = usualBounds,
): Promise<string[]> {
  const ds = await createDataSource({ ...options, poolSize: 2 }, bounds).initialize();
  const guard = ds.createQueryRunner();
  try {
    // whoever is before us may take longer than any single one of its statements
    await guard.query('SET lock_timeout = 0; SET statement_timeout = 0');
    await guard.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const done = await ds.runMigrations({ transaction: 'each' });
    return done.map(({ name }) => name);
  } finally {
    await guard.query('SELECT pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined);
    await guard.release();
    await ds.destroy();
  }
}
