// docs/dependencies.md has one row for every dependency of the root package.json, no other row, and no empty cell; all
// third-party dependencies stand in the root, by exact version. `node tools/checks/dependencies.mjs [folder]`
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './tracked-files.mjs';

const root = process.argv[2] ?? '.';
const table = 'docs/dependencies.md';

/** @param {string} file @returns {any} */
const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** @returns {Map<string, string[]>} name to the other cells of its row */
function rows() {
  const text = existsSync(join(root, table)) ? readFileSync(join(root, table), 'utf8') : '';
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return new Map(
    cells.flatMap(([names = '', ...rest]) =>
      [...names.matchAll(/`([^`]+)`/g)].map((m) => [m[1] ?? '', rest]),
    ),
  );
}

/** @param {string} pattern `libs/*` @returns {string[]} its package.json files */
function manifests(pattern) {
  const group = pattern.replace(/\/\*$/, '');
  if (!existsSync(join(root, group))) return [];
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}/package.json`)
    .filter((file) => existsSync(join(root, file)));
}

/** @param {string} file @returns {string[]} */
function foreign(file) {
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = json(file);
  return Object.entries({ ...dependencies, ...devDependencies, ...peerDependencies })
    .filter(([name, version]) => !name.startsWith('@countersign/') || version !== '*')
    .map(([name]) => `${file}: \`${name}\` belongs into the root package.json (our own packages: "*")`);
}

const { dependencies = {}, devDependencies = {}, workspaces = [] } = json('package.json');
const wanted = { ...dependencies, ...devDependencies };
const described = rows();
report([
  ...Object.keys(wanted)
    .filter((name) => !described.has(name))
    .map((name) => `${table}: no row for \`${name}\`: what it is for, why this one, what else was looked at`),
  ...[...described.keys()]
    .filter((name) => !(name in wanted))
    .map((name) => `${table}: \`${name}\` is not in package.json`),
  ...[...described]
    .filter(([, cells]) => cells.some((cell) => cell === ''))
    .map(([name]) => `${table}: \`${name}\` has an empty cell`),
  ...Object.entries(wanted)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: \`${name}\` is \`${version}\`: write the exact version`),
  ...workspaces.flatMap(manifests).flatMap(foreign),
]);
