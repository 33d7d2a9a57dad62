// The target systems: what Countersign's own logins are and hold there, exactly as reviewed. What the target gives its own
// people is the observer's business.
import { inTarget } from './connect.mjs';
import { compareRights } from './layer.mjs';
import { readReviewed, rightsWords } from './postgres.mjs';
import { ofCluster, ofDatabase, readRights } from './postgres-rights.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/**
 * Rights that concern our logins on a target. The role that owns our functions there (it cannot log in) holds what the
 * target's owner hands over, which changes; that nobody can become it does not.
 * @param {RunFile} about @param {string} system @returns {Promise<string[]>}
 */
export async function readTargetRights(about, system) {
  const logins = about.inventory.processes.flatMap(({ target }) =>
    target?.system === system ? [target.role] : [],
  );
  const ours = new RegExp(
    `^(${logins.join('|')}) |(member of (${logins.join('|')}|countersign_\\w+)\\b)|^countersign_\\w+( [A-Z]+)+$|function countersign\\.`,
  );
  const rights = await inTarget(about, system, (client) => readRights(client, [...ofCluster, ...ofDatabase]));
  return [...new Set(rights)].filter((right) => ours.test(right)).sort();
}

/** @param {RunFile} about @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineTargets(about) {
  const { targets } = readReviewed();
  const prefixed = (/** @type {string} */ system, /** @type {string[]} */ rights) =>
    rights.map((right) => `${system}: ${right}`);
  const found = [];
  for (const { name } of about.inventory.systems)
    found.push(...prefixed(name, await readTargetRights(about, name)));
  const expected = Object.entries(targets).flatMap(([system, rights]) => prefixed(system, rights));
  const words = rightsWords('the target', 'neither of our logins there has a right on its data');
  return compareRights('target', expected, found, words);
}
