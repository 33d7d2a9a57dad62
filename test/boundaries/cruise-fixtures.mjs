// Lays every tree of fixtures/imports (one a rule and variant) and fixtures/allowed-imports over one empty house, runs the
// repository's import rules on it and prints what fires: { "<tree>": ["<rule>", …] }. One run for all of them.
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import config from '../../.dependency-cruiser.cjs';
import { buildEmptyHouse } from './empty-house.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const trees = [
  'allowed-imports',
  ...readdirSync(join(fixtures, 'imports')).flatMap((rule) =>
    readdirSync(join(fixtures, 'imports', rule)).map((variant) => `imports/${rule}/${variant}`),
  ),
];

/** @param {string} tree @returns {string[]} its code, relative to it */
const codeOf = (tree) =>
  readdirSync(join(fixtures, tree), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(ts|mjs)$/.test(file),
  );

async function violationsIn(house, files) {
  const { forbidden, options } = config;
  const settings = { ...options, baseDir: house, ruleSet: { forbidden }, validate: true };
  const { output } = await cruise(files, settings, options.enhancedResolveOptions);
  return output.summary.violations;
}

const house = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-boundaries-')));
try {
  const paths = trees.map((tree) => join(fixtures, tree));
  buildEmptyHouse(root, paths, house);
  const violations = await violationsIn(house, [...new Set(trees.flatMap(codeOf))]);
  const firedBy = (tree) => {
    const files = new Set(codeOf(tree));
    return violations.filter(({ from }) => files.has(from)).map(({ rule }) => rule.name);
  };
  console.log(JSON.stringify(Object.fromEntries(trees.map((tree) => [tree, firedBy(tree)])), null, 2));
} finally {
  rmSync(house, { recursive: true, force: true });
}
