import type pg from 'pg';
import { connect } from './connect.js';
import { readSecret, type RunFile } from './running-system.js';

/** Looks into a service's database as its operator does, read only; people will see findings in the console. */
export async function lookInto<R extends pg.QueryResultRow>(
  about: RunFile,
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const password = readSecret(about.secrets.database['postgres']);
  const client = await connect(about.addresses['platform-postgres'], {
    user: 'postgres',
    password,
    database,
  });
  try {
    await client.query('SET default_transaction_read_only = on');
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
