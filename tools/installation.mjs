// Whether node_modules is what package-lock.json says, and the npm that makes it so.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { ToolMissingError } from '../deploy/embedded/errors.mjs';

/** Oldest npm that installs our lock file as it stands. */
const LOWEST_NPM = 9;

/** @param {string} root */
const stampOf = (root) => join(root, 'node_modules', '.countersign-install');

/** @param {string} file */
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** @param {string} root call it when `npm ci` has succeeded */
export const rememberInstall = (root) =>
  writeFileSync(stampOf(root), hashOf(join(root, 'package-lock.json')));

/** @typedef {{ version?: string, resolved?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} Locked */

/** @param {string} file @returns {Record<string, Locked>} */
const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Links that npm makes for packages of this repository. @param {Record<string, Locked>} locked @returns {[path: string, folder: string][]} */
const workspaceLinks = (locked) =>
  Object.entries(locked).flatMap(([path, { link, resolved }]) =>
    link && resolved ? [/** @type {[string, string]} */ ([path, resolved])] : [],
  );

/**
 * Makes the links to packages of this repository that are missing, which needs no npm: a package that was added to the
 * repository is no reason to install everything anew, under the feet of whatever runs from here.
 * @param {string} root @param {Record<string, Locked>} locked
 */
function linkWorkspaces(root, locked) {
  for (const [path, folder] of workspaceLinks(locked)) {
    const link = join(root, path);
    if (existsSync(link) || !existsSync(join(root, folder))) continue;
    rmSync(link, { force: true }); // it led to a folder that is no more
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(root, folder)), link, 'dir');
  }
}

/**
 * @param {string} root
 * @returns {boolean} whether node_modules holds exactly the versions of package-lock.json: by our own stamp, or, where
 *   somebody ran npm by hand or only packages of this repository have come, by the list that npm writes when it has
 *   finished
 */
export function isInstalled(root) {
  const lock = join(root, 'package-lock.json');
  const stamp = stampOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(lock)) return true;
  const written = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const [locked, present] = [packagesOf(lock), packagesOf(written)];
  const same = Object.entries(locked)
    .filter(
      ([path, entry]) =>
        path.startsWith('node_modules/') && !(entry.optional || entry.devOptional || entry.link),
    )
    .every(([path, entry]) => present[path]?.version === entry.version);
  if (!same) return false;
  linkWorkspaces(root, locked);
  rememberInstall(root);
  return true;
}

/** @returns {[string, ...string[]]} command line of npm: the npm that started us, else the one on the PATH */
export function findNpm() {
  const { npm_execpath, PATH = '' } = process.env;
  const own = npm_execpath && /npm-cli\.[cm]?js$/.test(npm_execpath) && existsSync(npm_execpath);
  const name = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const found = PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
  /** @type {[string, ...string[]] | null} */
  const npm = own ? [process.execPath, npm_execpath] : found ? [found] : null;
  const advice = `install npm ${LOWEST_NPM} or newer (it comes with Node)`;
  if (npm === null) throw new ToolMissingError(`npm was not found: ${advice}`);
  const [command, ...args] = npm;
  const version = execFileSync(command, [...args, '--version'], { encoding: 'utf8' }).trim();
  if (Number(version.split('.')[0]) >= LOWEST_NPM) return npm;
  throw new ToolMissingError(`npm ${version} is too old: ${advice}`);
}
