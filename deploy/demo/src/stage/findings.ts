import pg from 'pg';
import { readSecret, type RunFile } from './running-system.js';

/** Looks into a service's database as its operator does, read only; people will see findings in the console. */
export async function lookInto<R extends pg.QueryResultRow>(
  about: RunFile,
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const url = new URL(about.addresses['platform-postgres'] as string);
  const password = readSecret(about.secrets.database['postgres']);
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: 'postgres',
    password,
    database,
  });
  await client.connect();
  try {
    await client.query('SET default_transaction_read_only = on');
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
