import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Migration, migrateService, openDataSource } from '@countersign/service-kit/persistence';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** A service's own database in the cluster of the test run, opened as the runtime role, which may do what migrations grant. */
export interface OwnDatabase {
  readonly ds: DataSource;
  /** Of the database, and of the role that `ds` is. */
  readonly name: string;
  /** Runs SQL as super user: what no service could do. */
  force(sql: string): Promise<void>;
  /** Removes every row but those of migrations. */
  empty(): Promise<void>;
  /** Closes `ds` and leaves nothing behind in the cluster. */
  drop(): Promise<void>;
}

const emptyAll = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
  LOOP EXECUTE 'TRUNCATE ' || t || ' RESTART IDENTITY CASCADE'; END LOOP; END $$`;

const cluster = (database: string, role?: string): string => {
  const url = new URL(process.env['TEST_DATABASE_URL'] as string);
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

/** Makes a database with the roles, rights and tables that a service starts with. Specs fail things on purpose, so its log is silent. */
export async function ownDatabase(service: string, migrations: readonly Migration[]): Promise<OwnDatabase> {
  Logger.overrideLogger(false);
  const name = `${service}_${randomBytes(6).toString('hex')}`;
  const owner = `${name}_owner`;
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(mkdtempSync(join(tmpdir(), `${service}-`)), 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const roles = [name, owner].map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '${password}'`);
  await asSuperuser('postgres', ...roles, `CREATE DATABASE ${name} OWNER ${owner} TEMPLATE template0`);
  await migrateService({ url: cluster(name, owner), passwordFile, migrations });
  const ds = await openDataSource({ url: cluster(name, name), passwordFile, migrations });
  return {
    ...{ ds, name },
    force: (sql) => asSuperuser(name, sql),
    empty: () => asSuperuser(name, emptyAll),
    drop: async () => {
      await ds.destroy();
      const end = [`DROP DATABASE ${name} WITH (FORCE)`, `DROP ROLE ${name}`, `DROP ROLE ${owner}`];
      await asSuperuser('postgres', ...end);
    },
  };
}
