import pg from 'pg';

/** Connects to a cluster that the run file tells of. The caller ends the session. Rejects as PostgreSQL does. */
export async function connect(
  address: string | undefined,
  as: { readonly user: string; readonly password: string; readonly database: string },
): Promise<pg.Client> {
  const { hostname, port } = new URL(address ?? '');
  // an IPv6 address stands in brackets in a URL only
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const client = new pg.Client({ host, port: Number(port), ...as });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
