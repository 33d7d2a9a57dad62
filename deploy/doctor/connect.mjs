// The doctor's own way into the clusters of a running system: their super user, who alone sees every right.
import pg from 'pg';
import { readSecret } from '../embedded/secrets.mjs';
import { bareHost } from '../embedded/url-host.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/**
 * @template T
 * @param {{ address: string | undefined, passwordFile: string | undefined, database: string }} at
 * @param {(client: pg.Client) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function as({ address = '', passwordFile = '', database }, use) {
  const { hostname, port } = new URL(address);
  const at = { host: bareHost(hostname), port: Number(port), database };
  const client = new pg.Client({ ...at, user: 'postgres', password: readSecret(passwordFile) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/**
 * @template T
 * @param {RunFile} about @param {string} database @param {(client: pg.Client) => Promise<T>} use
 */
export const inPlatform = ({ addresses, secrets }, database, use) =>
  as({ address: addresses['platform-postgres'], passwordFile: secrets.database.postgres, database }, use);

/**
 * @template T
 * @param {RunFile} about @param {string} system @param {(client: pg.Client) => Promise<T>} use
 */
export const inTarget = ({ addresses, secrets }, system, use) =>
  as(
    {
      address: addresses[`target-${system}`],
      passwordFile: secrets.targets[system]?.postgres,
      database: system,
    },
    use,
  );
