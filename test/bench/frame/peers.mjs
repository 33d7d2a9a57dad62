// Engines of others, of a package of their own: nothing of the product is installed with them, nor they with it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNpm } from '../../../tools/installation.mjs';

const folder = fileURLToPath(new URL('../peers', import.meta.url));
const lock = join(folder, 'package-lock.json');
const stamp = join(folder, 'node_modules', '.countersign-install');
const from = createRequire(join(folder, 'package.json'));

const wanted = () => createHash('sha256').update(readFileSync(lock)).digest('hex');
const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

/** Installs the peers as their lock file says, unless they are there. @param {(line: string) => void} log */
export function installPeers(log) {
  if (isInstalled()) return;
  log('installing the peers (npm ci in test/bench/peers)');
  const [command, ...args] = findNpm();
  execFileSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(stamp, wanted());
}

/** @param {string} name @returns {any} a peer's module; call `installPeers` first */
export const peer = (name) => from(name);

/** @param {string} name @returns {string} the version that is installed */
export const versionOf = (name) =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
