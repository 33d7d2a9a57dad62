// Whether node_modules is what package-lock.json says, and the npm that makes it so.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
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

/**
 * @param {string} root
 * @returns {boolean} whether node_modules holds exactly the versions of package-lock.json: by our own stamp, or, where
 *   somebody ran npm by hand, by the list that npm writes when it has finished
 */
export function isInstalled(root) {
  const lock = join(root, 'package-lock.json');
  const stamp = stampOf(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(lock)) return true;
  const written = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const present = packagesOf(written);
  const same = Object.entries(packagesOf(lock))
    .filter(([path, entry]) => path.startsWith('node_modules/') && !(entry.optional || entry.devOptional))
    .every(([path, entry]) => present[path]?.version === entry.version && present[path]?.link === entry.link);
  if (same) rememberInstall(root);
  return same;
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
