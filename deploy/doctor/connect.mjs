// The doctor's own way into the clusters of a running system: their super user, who alone sees every right.
import pg from 'pg';
import { readSecret } from '../embedded/secrets.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/**
 * @template T
 * @param {{ address: string | undefined, passwordFile: string | undefined, database: string }} at
 * @param {(client: pg.Client) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function as({ address = '', passwordFile = '', database }, use) {
  const { hostname: host, port } = new URL(address);
  const password = readSecret(passwordFile);
  const client = new pg.Client({ host, port: Number(port), user: 'postgres', password, database });
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
