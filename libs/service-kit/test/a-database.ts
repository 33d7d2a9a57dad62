import './quiet.js';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import {
  type DatabaseOptions,
  type Migration,
  migrateService,
  openDataSource,
} from '../src/persistence/index.js';

/** A service's database in the cluster of the test run: owner role, runtime role, the kit's tables. */
export interface TestDatabase {
  readonly name: string;
  /** As the runtime role, which may do what migrations grant. */
  readonly runtime: DatabaseOptions;
  readonly owner: DatabaseOptions;
  /** A pool as the runtime role; closed with the database. */
  open(): Promise<DataSource>;
  /** Runs SQL as super user: what no service could do. */
  force(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Ends every connection of the runtime role and lets it make no new one, until {@link letIn}. */
  cutOff(): Promise<void>;
  letIn(): Promise<void>;
  /** Removes every row but those of migrations, and closes what was opened. */
  empty(): Promise<void>;
  drop(): Promise<void>;
}

const clusterUrl = (database: string): string => {
  const url = new URL(process.env['TEST_DATABASE_URL'] as string);
  url.pathname = `/${database}`;
  return url.href;
};

async function asSuperuser(
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: clusterUrl(database) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const emptyAll = `DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
  LOOP EXECUTE 'TRUNCATE ' || t || ' RESTART IDENTITY CASCADE'; END LOOP; END $$`;

function secretFile(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'kit-')), 'password');
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

/** Makes a database of its own for a spec. */
export async function aDatabase(migrations: readonly Migration[] = []): Promise<TestDatabase> {
  const name = `kit_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  for (const role of [name, `${name}_owner`])
    await asSuperuser('postgres', `CREATE ROLE ${role} LOGIN NOSUPERUSER PASSWORD '${password}'`);
  await asSuperuser('postgres', `CREATE DATABASE ${name} OWNER ${name}_owner TEMPLATE template0`);
  await asSuperuser(
    name,
    `ALTER SCHEMA public OWNER TO ${name}_owner; REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${name}`,
  );
  const passwordFile = secretFile(password);
  const as = (role: string): DatabaseOptions => {
    const url = new URL(clusterUrl(name));
    [url.username, url.password] = [role, ''];
    return { url: url.href, passwordFile, migrations };
  };
  const [runtime, owner] = [as(name), as(`${name}_owner`)];
  await migrateService(owner);
  const open: DataSource[] = [];
  const close = async () => {
    for (const ds of open.splice(0)) if (ds.isInitialized) await ds.destroy();
  };
  return {
    ...{ name, runtime, owner },
    open: async () => {
      const ds = await openDataSource(runtime);
      open.push(ds);
      return ds;
    },
    force: (sql, values) => asSuperuser(name, sql, values),
    cutOff: async () => {
      await asSuperuser('postgres', `ALTER ROLE ${name} NOLOGIN`);
      await asSuperuser(
        'postgres',
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
        [name],
      );
    },
    letIn: async () => void (await asSuperuser('postgres', `ALTER ROLE ${name} LOGIN`)),
    empty: async () => {
      await close();
      await asSuperuser(name, emptyAll);
    },
    drop: async () => {
      await close();
      await asSuperuser('postgres', `DROP DATABASE ${name} WITH (FORCE)`);
      for (const role of [name, `${name}_owner`]) await asSuperuser('postgres', `DROP ROLE ${role}`);
    },
  };
}
