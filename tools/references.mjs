// Project references, from the folders that exist: the root tsconfig.json names every package that is built; a package
// names exactly the packages of ours that its package.json names, and its package.json exactly those that its code imports.
// `node tools/references.mjs` writes them, with `--check` it only says what is wrong.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ compilerOptions?: { noEmit?: boolean }, references?: { path: string }[], [key: string]: unknown }} TsConfig
 * @typedef {{ name: string, folder: string, dependencies: string[], config: TsConfig | null }} Package
 */

const root =
  process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? fileURLToPath(new URL('..', import.meta.url));
const checking = process.argv.includes('--check');
const ours = '@countersign/';

/** @param {string} file @returns {any} */
const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
/** @param {string} folder @returns {string[]} */
const foldersIn = (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []);

/** @returns {Package[]} every workspace that has a package.json */
function packages() {
  const groups = /** @type {string[]} */ (json('package.json').workspaces).map((each) =>
    each.replace(/\/\*$/, ''),
  );
  return groups
    .flatMap((group) => foldersIn(group).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const { name, dependencies = {} } = json(`${folder}/package.json`);
      const config = existsSync(join(root, folder, 'tsconfig.json')) ? json(`${folder}/tsconfig.json`) : null;
      return {
        name,
        folder,
        config,
        dependencies: Object.keys(dependencies).filter((each) => each.startsWith(ours)),
      };
    });
}

/** @param {Package} each */
const isBuilt = (each) => each.config !== null && each.config.compilerOptions?.noEmit !== true;

/** @param {Package} each @returns {string[]} packages of ours that its shipped code imports */
function imported({ name, folder }) {
  const src = join(root, folder, 'src');
  if (!existsSync(src)) return [];
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.spec|\.spec-only)\.ts$/.test(file),
  );
  const found = files.flatMap((file) => [
    ...readFileSync(join(src, file), 'utf8').matchAll(/from '(@countersign\/[^/']+)/g),
  ]);
  return [...new Set(found.map((match) => match[1] ?? ''))].filter((each) => each !== name).sort();
}

/** @param {string[]} some @param {string[]} others */
const same = (some, others) => [...some].sort().join() === [...others].sort().join();

/** @type {string[]} */
const problems = [];

/** @param {string} file @param {TsConfig} config @param {string[]} wanted paths */
async function settle(file, config, wanted) {
  const stated = (config.references ?? []).map((reference) => reference.path);
  if (same(stated, wanted)) return;
  if (checking) {
    problems.push(`${file}: \`references\` must be [${wanted.join(', ')}], not [${stated.join(', ')}]`);
    return;
  }
  const { format, resolveConfig } = await import('prettier');
  const text = JSON.stringify({ ...config, references: wanted.map((path) => ({ path })) });
  writeFileSync(join(root, file), await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
}

const all = packages();
const built = all.filter(isBuilt);
for (const each of built) {
  const targets = built.filter((other) => each.dependencies.includes(other.name));
  await settle(
    `${each.folder}/tsconfig.json`,
    /** @type {TsConfig} */ (each.config),
    targets.map((other) => relative(each.folder, other.folder)),
  );
  const uses = imported(each);
  if (!same(uses, each.dependencies))
    problems.push(
      `${each.folder}/package.json: \`dependencies\` must name what the code imports, [${uses.join(', ')}], not [${each.dependencies.join(', ')}]`,
    );
}
await settle(
  'tsconfig.json',
  existsSync(join(root, 'tsconfig.json')) ? json('tsconfig.json') : { files: [] },
  built.map((each) => each.folder),
);
for (const problem of problems) console.log(problem);
if (problems.length > 0) {
  console.log('`node tools/references.mjs` writes the references');
  process.exitCode = 1;
}
