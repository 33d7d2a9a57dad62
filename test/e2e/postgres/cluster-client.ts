import pg from 'pg';
import { about, addressOf, secret } from '../system/running-system.js';

/** `platform`, or the name of a target system. */
export type Cluster = string;

const passwordFiles = (cluster: Cluster): Readonly<Record<string, string>> =>
  cluster === 'platform' ? about().secrets.database : (about().secrets.targets[cluster] ?? {});

/** The password of a role in its own cluster. */
export const passwordOf = (cluster: Cluster, role: string): string => secret(passwordFiles(cluster)[role]);

export interface Login {
  readonly cluster: Cluster;
  readonly database: string;
  readonly role: string;
  /** Default: its own. */
  readonly password?: string;
}

/** A connection as a role; rejects as PostgreSQL does. The caller ends it. */
export async function connectTo({ cluster, database, role, password }: Login): Promise<pg.Client> {
  const { hostname, port } = new URL(
    addressOf(cluster === 'platform' ? 'platform-postgres' : `target-${cluster}`),
  );
  const client = new pg.Client({
    ...{ host: hostname, port: Number(port), database, user: role },
    password: password ?? passwordOf(cluster, role),
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs something as a cluster's super user. */
export async function asSuperuser<T>(
  cluster: Cluster,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connectTo({ cluster, database, role: 'postgres' });
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** `allowed`, or PostgreSQL's code for why not. */
export async function outcomeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'allowed';
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
}

/** Tries a statement in a transaction that is never committed. The client must have begun one. */
export async function tryOut(client: pg.Client, sql: string): Promise<string> {
  const outcome = await outcomeOf(client.query(`SAVEPOINT attempt; ${sql}; ROLLBACK TO attempt`));
  if (outcome !== 'allowed') await client.query('ROLLBACK TO attempt');
  return outcome;
}
