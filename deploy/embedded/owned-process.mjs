// Starting a process inside a run: in a group of its own, with its output in a file of the run, and written down in the
// same tick, so that it ends with the run whatever happens to us.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProcessFailedError } from './errors.mjs';
import { birthOf } from './process-table.mjs';

/**
 * @typedef {object} ProcessSpec
 * @property {string} name
 * @property {string} command absolute path
 * @property {string[]} args
 * @property {string} cwd
 * @property {Record<string, string>} env the whole environment; nothing is inherited
 * @property {NodeJS.Signals} [signal] that stops it in order; default SIGTERM
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {number} [stopMs] how long an orderly stop may take, milliseconds; default 8000
 */

/** @param {ProcessSpec} spec @param {import('./run.mjs').Run} run */
export const logFileOf = (spec, run) => join(run.logsDir, `${spec.name}.log`);

/**
 * @param {ProcessSpec} spec @param {import('./run.mjs').Run} run
 * @returns {import('node:child_process').ChildProcess} listen for `error` and `exit` in the same tick
 */
export function spawnOwned(spec, run) {
  const output = openSync(logFileOf(spec, run), 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env, ...run.environment },
    detached: true,
    stdio: ['ignore', output, output],
    ...(spec.uid === undefined ? {} : { uid: spec.uid, gid: spec.gid }),
  });
  closeSync(output);
  const { pid } = child;
  if (pid !== undefined) {
    run.own({ name: spec.name, pid, born: birthOf(pid) ?? '', signal: spec.signal ?? 'SIGTERM' });
    child.once('exit', () => run.disown(pid));
  }
  return child;
}

/** @param {ProcessSpec} spec @param {import('./run.mjs').Run} run @returns {string} the last lines it wrote, for an error message */
export function lastLines(spec, run) {
  const file = logFileOf(spec, run);
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-1_500).trim() : '';
}

/**
 * Runs a process to its end.
 * @param {ProcessSpec} spec @param {import('./run.mjs').Run} run
 * @throws {ProcessFailedError} when it ends with anything but 0, with the last lines it wrote
 */
export async function runToEnd(spec, run) {
  const child = spawnOwned(spec, run);
  /** @type {string | number | null} */
  const outcome = await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  if (outcome !== 0) throw new ProcessFailedError(spec.name, `failed (${outcome})`, lastLines(spec, run));
}
