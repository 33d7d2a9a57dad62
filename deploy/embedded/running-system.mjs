// Finding a system that runs already (the demonstration, the doctor, the CLI), and handling it from outside.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { SystemUnavailableError } from './errors.mjs';
import { isAlive } from './process-table.mjs';
import { readRecords } from './run-record.mjs';

/** @typedef {import('./system.mjs').RunFile} RunFile */

/** @param {string} runFile @returns {RunFile} */
export const readRunFile = (runFile) => JSON.parse(readFileSync(runFile, 'utf8'));

/** @returns {{ runFile: string, about: RunFile }[]} systems of this checkout that are ready, the newest first */
export function runningSystems() {
  return readRecords()
    .filter((record) => record.kind === 'system' && isAlive(record.launcher))
    .flatMap((record) => {
      const runFile = join(record.dir, 'run.json');
      try {
        return [{ runFile, about: readRunFile(runFile) }];
      } catch {
        return []; // it is only just starting
      }
    })
    .filter(({ about }) => about.ready)
    .sort((a, b) => b.about.startedAt.localeCompare(a.about.startedAt));
}

/** @param {string} socketPath @param {string} path @returns {Promise<void>} */
const post = (socketPath, path) =>
  new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method: 'POST' }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) return resolve();
        reject(new SystemUnavailableError(JSON.parse(Buffer.concat(chunks).toString('utf8')).detail));
      });
    });
    call.once('error', (error) =>
      reject(new SystemUnavailableError('the system does not answer: it may be stopping', error)),
    );
    call.end();
  });

/**
 * @param {string} [runFile] default: the newest system that runs
 * @returns {{ runFile: string, about: () => RunFile, kill: (name: string) => Promise<void>, start: (name: string) => Promise<void>, restart: (name: string) => Promise<void>, stop: () => Promise<void> }}
 *   `kill` ends a process as a crash would and keeps it down until `start`; `start` and `restart` return when it is ready
 * @throws {SystemUnavailableError} when none runs
 */
export function attach(runFile = runningSystems()[0]?.runFile) {
  if (runFile === undefined)
    throw new SystemUnavailableError('no system of this checkout is running: start one with `npm start`');
  const { control } = readRunFile(runFile);
  return {
    runFile,
    about: () => readRunFile(runFile),
    kill: (name) => post(control, `/processes/${name}/kill`),
    start: (name) => post(control, `/processes/${name}/start`),
    restart: (name) => post(control, `/processes/${name}/restart`),
    stop: () => post(control, '/stop'),
  };
}
