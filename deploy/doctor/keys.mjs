// The keys: the registry in force lets each principal sign what deploy/duties.yaml gives it, with a key of its own.
import { readFileSync } from 'node:fs';
import { parseCustodians, parseStrictJson, verifyRegistry } from '@countersign/statement';
import pg from 'pg';
import { readSecret } from '../embedded/secrets.mjs';
import { compareRights } from './layer.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/** @param {RunFile} about @param {string} database @returns {Promise<Buffer>} the newest registry that a service believes */
async function newestRegistry(about, database) {
  const url = new URL(/** @type {string} */ (about.addresses['platform-postgres']));
  const password = readSecret(/** @type {string} */ (about.secrets.database.postgres));
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: 'postgres',
    password,
    database,
  });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT bytes FROM governance_document WHERE type = 'governance.keys.v1' ORDER BY number DESC LIMIT 1`,
    );
    return rows[0]?.bytes;
  } finally {
    await client.end();
  }
}

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineKeys(about) {
  const anchor = parseCustodians(parseStrictJson(readFileSync(about.secrets.trustAnchor)));
  const found = [];
  for (const { name } of about.inventory.databases) {
    const registry = await verifyRegistry(await newestRegistry(about, name), anchor, Date.now());
    const keys = registry.document.keys.filter((key) => key.until === null || key.until > Date.now());
    for (const key of keys) {
      const shared = keys.some((other) => other !== key && other.x === key.x);
      for (const type of key.types)
        found.push(`${key.signer} signs ${type}${shared ? ' with a key that another has too' : ''}`);
    }
  }
  const expected = about.inventory.keys.flatMap(({ principal, types }) =>
    types.map((type) => `${principal} signs ${type}`),
  );
  return compareRights('keys', expected, found, {
    extra: (right) =>
      `the key registry lets \`${right}\`, which deploy/duties.yaml does not give: publish a registry without it`,
    missing: (right) =>
      `the key registry does not let \`${right}\`, which deploy/duties.yaml gives: publish a registry with it`,
    holds: (count) =>
      `every service believes the custodians' registry; it gives exactly the ${count} rights to sign of deploy/duties.yaml, each key to one signer`,
  });
}
