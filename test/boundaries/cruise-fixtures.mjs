// Runs the repository's import rules over the trees of a folder (argument: `imports` or `allowed`) and prints what fires:
// { "<rule>/<variant>": [{ "rule": …, "from": …, "to": … }] }. One process for all: starting the tool costs more than a tree.
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.cjs';
import { buildEmptyHouse } from './empty-house.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { forbidden, options } = config;

/** @param {string} fixture @returns {string[]} its code, relative to it */
const codeOf = (fixture) =>
  readdirSync(fixture, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(ts|mjs)$/.test(file));

/** What fires in the fixture's own files; the empty house around it is silent. */
async function firedBy(fixture) {
  const house = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-boundaries-')));
  try {
    buildEmptyHouse(root, fixture, house);
    const files = codeOf(fixture);
    const settings = { ...options, baseDir: house, ruleSet: { forbidden }, validate: true };
    const { output } = await cruise(files, settings, options.enhancedResolveOptions);
    return output.summary.violations
      .filter((violation) => files.includes(violation.from))
      .map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const trees = fileURLToPath(new URL(`fixtures/${process.argv[2] ?? 'imports'}`, import.meta.url));
const results = {};
for (const rule of readdirSync(trees))
  for (const variant of readdirSync(join(trees, rule)))
    results[`${rule}/${variant}`] = await firedBy(join(trees, rule, variant));
console.log(JSON.stringify(results, null, 2));
