// The target systems: what Countersign's own logins are and hold there, and who else has a right on what the connector
// keeps there, exactly as reviewed. What the target gives its own people of its own is the observer's business.
import { inTarget } from './connect.mjs';
import { compareRights } from './layer.mjs';
import { readReviewed, rightsWords } from './postgres.mjs';
import { ofCluster, ofDatabase, readRights } from './postgres-rights.mjs';

/** @typedef {import('../embedded/system.mjs').RunFile} RunFile */

/**
 * Whether a right concerns us: it is one of our logins', makes somebody one of our roles, or is anybody's on the schema that
 * holds the connector's functions and its memory. The role that owns those functions (it cannot log in) holds what the
 * target's owner hands over, which changes; that nobody can become it does not.
 * @param {string[]} logins ours @returns {(right: string) => boolean}
 */
export function concernsUs(logins) {
  const names = logins.join('|');
  const forms = [
    `^(${names}) `,
    ` is a member of (${names}|countersign_\\w+)\\b`,
    '^countersign_\\w+( [A-Z]+)+$',
    ' (function )?countersign\\.',
    ' schema countersign\\b',
    ' every new . of countersign_',
  ];
  const ours = new RegExp(forms.join('|'));
  return (right) => ours.test(right);
}

/**
 * Rights that concern us on a target, sorted.
 * @param {RunFile} about @param {string} system @returns {Promise<string[]>}
 */
export async function readTargetRights(about, system) {
  const logins = about.inventory.processes.flatMap(({ target }) =>
    target?.system === system ? [target.role] : [],
  );
  const rights = await inTarget(about, system, (client) => readRights(client, [...ofCluster, ...ofDatabase]));
  return [...new Set(rights)].filter(concernsUs(logins)).sort();
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
