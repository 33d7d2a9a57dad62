// The platform's databases: exactly the roles and rights that were reviewed (deploy/postgres/rights.json).
import { readFileSync } from 'node:fs';
import { inPlatform } from './connect.mjs';
import { compareRights } from './layer.mjs';
import { ofCluster, ofDatabase, readRights } from './postgres-rights.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */
/** @typedef {{ platform: string[], targets: Record<string, string[]> }} Reviewed rights by cluster, one text each */

/** What was reviewed; `npm run doctor -- --write-rights` writes it anew, and a person reads the difference. */
export const reviewedFile = new URL('../postgres/rights.json', import.meta.url);

/** @returns {Reviewed} */
export const readReviewed = () => JSON.parse(readFileSync(reviewedFile, 'utf8'));

/**
 * Every role, attribute, membership and right of the platform's cluster, sorted; what is inside a database begins with its name.
 * @param {RunFile} about @returns {Promise<string[]>}
 */
export async function readPlatformRights(about) {
  const found = await inPlatform(about, 'postgres', (client) => readRights(client, ofCluster));
  for (const database of ['postgres', ...about.inventory.databases.map(({ name }) => name)]) {
    const inside = await inPlatform(about, database, (client) => readRights(client, ofDatabase));
    found.push(...inside.map((right) => `${database}: ${right}`));
  }
  return [...new Set(found)].sort();
}

/** Words for both clusters. @param {string} where @param {string} holds */
export const rightsWords = (where, holds) => ({
  extra: (/** @type {string} */ right) =>
    `${where} has \`${right}\`, which nobody reviewed: revoke it, or review it into deploy/postgres/rights.json`,
  missing: (/** @type {string} */ right) =>
    `${where} lacks \`${right}\`, which deploy/postgres/rights.json demands`,
  holds: (/** @type {number} */ count) => `${where} holds exactly the ${count} reviewed rights; ${holds}`,
});

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examinePostgres(about) {
  const words = rightsWords(
    'PostgreSQL',
    "no service reaches another's database or can change what was signed",
  );
  return compareRights('postgres', readReviewed().platform, await readPlatformRights(about), words);
}
