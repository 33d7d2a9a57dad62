import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateService, openDataSource } from '@countersign/service-kit/persistence';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { Provisioning1764000000000 } from '../src/migrations/1764000000000-provisioning.js';

const cluster = (database: string, role?: string) => {
  const url = new URL(process.env.TEST_DATABASE_URL ?? 'postgres://missing');
  url.pathname = `/${database}`;
  if (role) [url.username, url.password] = [role, ''];
  return url.href;
};

async function asSuperuser(database: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: cluster(database) });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

const emptyAll = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
  LOOP EXECUTE 'TRUNCATE ' || t || ' RESTART IDENTITY CASCADE'; END LOOP; END $$`;

/** A database of provisioning's own in the cluster of the test run, reached as the runtime role that migrations give rights to. */
export interface OwnDatabase {
  readonly ds: DataSource;
  /** Removes every row but those of migrations. */
  empty(): Promise<void>;
  drop(): Promise<void>;
}

/** Makes, migrates and opens one. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `provisioning_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(mkdtempSync(join(tmpdir(), 'provisioning-')), 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const roles = [name, `${name}_owner`];
  const create = roles.map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  await asSuperuser('postgres', ...create, `CREATE DATABASE ${name} OWNER ${name}_owner`);
  const migrations = [Provisioning1764000000000];
  await migrateService({ url: cluster(name, `${name}_owner`), passwordFile, migrations });
  const ds = await openDataSource({ url: cluster(name, name), passwordFile, migrations });
  return {
    ds,
    empty: () => asSuperuser(name, emptyAll),
    drop: async () => {
      await ds.destroy();
      const gone = roles.map((role) => `DROP ROLE ${role}`);
      await asSuperuser('postgres', `DROP DATABASE ${name} WITH (FORCE)`, ...gone);
    },
  };
}
