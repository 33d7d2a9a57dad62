// The house with its rooms empty: every package, entry and file of the repository under its real name, but without
// content, and a stub for every package from outside. A fixture laid over it resolves its imports exactly as it would in
// the repository, and nothing but the fixture can break a rule. A rule aimed at a file that has moved is seen at once:
// the fixture's import no longer resolves to it.
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const groups = ['libs', 'services', 'clients', 'deploy', 'test'];
const skipped = new Set(['node_modules', 'dist', 'fixtures', 'coverage']);

/** Entries of libraries that are designed but may not be built yet; a real package takes precedence. */
const planned = {
  'connector-kit': ['.', './testing'],
  source: ['.'],
  testing: ['.'],
};

const put = (file, text = '') => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** @param {string} folder @returns {string[]} every file below, without builds */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function copyNames(root, house) {
  for (const group of groups.filter((name) => existsSync(join(root, name))))
    for (const file of filesBelow(join(root, group))) {
      const copy = join(house, relative(root, file));
      if (file.endsWith('package.json')) put(copy, readFileSync(file, 'utf8'));
      else if (/\.(ts|mjs|cjs)$/.test(file)) put(copy);
    }
}

/** Declared entries whose file somebody is still writing are rooms too. */
function addDeclared(folder) {
  const { exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const target of Object.values(exports)) {
    const source = target['@countersign/source'];
    if (source && !source.includes('*') && !existsSync(join(folder, source))) put(join(folder, source));
  }
}

function addPlanned(house) {
  for (const [name, entries] of Object.entries(planned)) {
    const folder = join(house, 'libs', name);
    if (existsSync(join(folder, 'package.json'))) continue;
    const source = (entry) => `./src/${entry === '.' ? '' : `${entry.slice(2)}/`}index.ts`;
    for (const entry of entries) put(join(folder, source(entry)));
    const exports = Object.fromEntries(entries.map((entry) => [entry, source(entry)]));
    put(join(folder, 'package.json'), JSON.stringify({ name: `@countersign/${name}`, exports }));
  }
}

/** Every file of a tree, over what the house has; not over what another tree has put there. */
function lay(tree, house) {
  for (const file of filesBelow(tree)) {
    const there = join(house, relative(tree, file));
    const text = readFileSync(file, 'utf8');
    const before = existsSync(there) && !there.endsWith('package.json') ? readFileSync(there, 'utf8') : '';
    if (before !== '' && before !== text)
      throw new RangeError(`two trees hold another \`${relative(tree, file)}\``);
    put(there, text);
  }
}

function stub(house, name) {
  put(
    join(house, 'node_modules', name, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  );
  put(join(house, 'node_modules', name, 'index.js'));
}

function linkPackages(house) {
  mkdirSync(join(house, 'node_modules/@countersign'), { recursive: true });
  for (const group of groups.filter((name) => existsSync(join(house, name))))
    for (const folder of readdirSync(join(house, group))) {
      const manifest = join(house, group, folder, 'package.json');
      if (!existsSync(manifest)) continue;
      addDeclared(join(house, group, folder));
      const { name } = JSON.parse(readFileSync(manifest, 'utf8'));
      symlinkSync(join(house, group, folder), join(house, 'node_modules', name));
    }
}

/**
 * @param {string} root of the repository
 * @param {string[]} trees laid over the empty house; two that hold the same file must hold it with the same content
 * @param {string} house an empty folder, filled here
 */
export function buildEmptyHouse(root, trees, house) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  put(join(house, 'package.json'), JSON.stringify(manifest));
  copyNames(root, house);
  addPlanned(house);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
    stub(house, name);
  stub(house, 'undeclared');
  for (const tree of trees) lay(tree, house);
  linkPackages(house);
}
