// The keys: the registry in force lets each principal sign what deploy/duties.yaml gives it, with a key of its own.
import { readFileSync } from 'node:fs';
import { parseCustodians, parseStrictJson, verifyRegistry } from '@countersign/statement';
import { inPlatform } from './connect.mjs';
import { credentialsOf } from './credentials.mjs';
import { compareRights } from './layer.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/** @typedef {{ signer: string, x: string, types: string[] }} LiveKey a public key that counts now, or will */

/**
 * The keys of the newest registry that a service believes, verified by the custodians' signatures as the service does.
 * @param {RunFile} about @param {string} database of the service
 * @returns {Promise<LiveKey[]>} none when no registry has arrived
 */
export async function readLiveKeys(about, database) {
  const newest = `SELECT bytes FROM governance_document WHERE type = 'governance.keys.v1' ORDER BY number DESC LIMIT 1`;
  const bytes = await inPlatform(
    about,
    database,
    async (client) => (await client.query(newest)).rows[0]?.bytes,
  );
  if (bytes === undefined) return [];
  const anchor = parseCustodians(parseStrictJson(readFileSync(about.secrets.trustAnchor)));
  const now = Date.now();
  const { document } = await verifyRegistry(bytes, anchor, now);
  return document.keys.filter((key) => key.until === null || key.until > now);
}

/**
 * One right to sign. The key is part of it: a second key under a signer's name would be a second signer.
 * @param {string} process whose registry it is @param {string} type @param {string} signer @param {string | undefined} x
 */
const text = (process, type, signer, x) =>
  `${process} believes ${type} of ${signer} by ${x === undefined ? 'the key it was given' : `key ${x}`}`;

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineKeys(about) {
  const found = [];
  const expected = [];
  const given = new Map(credentialsOf(about).map(({ principal, x }) => [principal, x]));
  for (const { name, process } of about.inventory.databases) {
    for (const { signer, x, types } of await readLiveKeys(about, name))
      found.push(...types.map((type) => text(process, type, signer, x)));
    for (const { principal, types } of about.inventory.keys)
      expected.push(...types.map((type) => text(process, type, principal, given.get(principal))));
  }
  const rights = about.inventory.keys.reduce((sum, { types }) => sum + types.length, 0);
  return compareRights('keys', expected, found, {
    extra: (right) =>
      `by its key registry ${right}, which deploy/duties.yaml and the keys given out do not give: publish a registry without it`,
    missing: (right) =>
      `it is not so that ${right}, which deploy/duties.yaml and the keys given out give: publish a registry with it`,
    holds: () =>
      `every service believes the custodians' registry; it gives exactly the ${rights} rights to sign of deploy/duties.yaml, each to the one key that its signer was given`,
  });
}
