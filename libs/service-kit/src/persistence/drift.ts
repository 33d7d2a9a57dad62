import type { DataSource } from 'typeorm';
import { SchemaDrift } from './errors.js';
import { sqlState } from './sql-state.js';

const undefinedTable = '42P01';

async function applied(ds: DataSource): Promise<string[]> {
  try {
    const rows: { name: string }[] = await ds.query('SELECT name FROM migrations ORDER BY id');
    return rows.map(({ name }) => name);
  } catch (error) {
    if (sqlState(error) === undefinedTable) return [];
    throw error;
  }
}

/**
 * Checks at start that the database went through exactly this build's migrations: one missing means the migration job did not
 * run, one too many that a newer build owns the database. Throws `SCHEMA_DRIFT` naming them.
 */
export async function requireAppliedMigrations(ds: DataSource): Promise<void> {
  const known = ds.migrations.map(({ name, constructor }) => name ?? constructor.name);
  const there = await applied(ds);
  const missing = known.filter((name) => !there.includes(name));
  const unknown = there.filter((name) => !known.includes(name));
  if (missing.length + unknown.length === 0) return;
  const parts = [
    ...(missing.length ? [`lacks ${missing.map((name) => `\`${name}\``).join(', ')}`] : []),
    ...(unknown.length ? [`has the unknown ${unknown.map((name) => `\`${name}\``).join(', ')}`] : []),
  ];
  throw new SchemaDrift(`database schema is not this build's: it ${parts.join(' and ')}`, {
    details: { missing, unknown },
  });
}
