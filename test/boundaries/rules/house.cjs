// What the rules are computed from: the duties and the folders that exist.
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

/** Code that only a test runs, `*.spec-only.ts` and `test/` being what several specs share: it may use what shipped code may not. */
const spec = '(\\.spec(-only)?\\.ts$)|(^(libs|services|clients)/[^/]+/test/)';

/** @param {string} root @param {string} group @returns {string[]} names of the packages of a group, sorted */
const packagesOf = (root, group) =>
  existsSync(join(root, group))
    ? readdirSync(join(root, group), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(join(root, group, entry.name, 'package.json')))
        .map((entry) => entry.name)
        .sort()
    : [];

/**
 * @param {string} root of the repository
 * @returns {{ libraries: string[], duties: { name: string, folder: string, signs: string[] }[] }}
 */
function readHouse(root) {
  const { duties } = parse(readFileSync(join(root, 'deploy/duties.yaml'), 'utf8'));
  return {
    libraries: packagesOf(root, 'libs'),
    duties: Object.entries(duties).map(([name, { folder, signs }]) => ({ name, folder, signs })),
  };
}

module.exports = { readHouse, spec };
