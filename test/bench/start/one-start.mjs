// One `npm start`, as somebody types it: how long until it says that it is ready, and what it says on the way.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runningSystems } from '../../../deploy/embedded/running-system.mjs';
import { findNpm } from '../../../tools/installation.mjs';
import { since } from '../frame/timing.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** It did not come up, or did not end. */
export class StartFailedError extends Error {
  code = 'BENCH_START_FAILED';
}

/**
 * @typedef {object} Started
 * @property {number} seconds from the command to `ready`
 * @property {Map<string, number>} steps s, by the words before the colon in which `npm start` tells them
 * @property {string} runFile
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<Started>} @throws {StartFailedError} with what it said, when it ends before it is ready */
export async function startOnce() {
  const [command, ...args] = findNpm();
  const begun = process.hrtime.bigint();
  const child = spawn(command, [...args, 'start'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  /** @type {number | null} */
  let ready = null;
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
        if (ready === null && /^ready in /m.test(said)) ready = since(begun) / 1e3;
        if (ready !== null && /logs and secrets of this run: \S+\s/.test(said)) resolve(undefined);
      });
    void ended.then(() => reject(new StartFailedError(said)));
  });
  const seconds = Number(ready);
  const runDir = /logs and secrets of this run: (\S+)/.exec(said)?.[1];
  const system = runningSystems().find(({ about }) => about.runDir === runDir);
  if (system === undefined) {
    child.kill('SIGTERM');
    throw new StartFailedError(said);
  }
  const told = [...said.matchAll(/^· ([^:\n]+): .*\(([\d.]+) s\)$/gm)];
  return {
    seconds,
    steps: new Map(told.map(([, what = '', took]) => [what, Number(took)])),
    runFile: system.runFile,
    async stop() {
      process.kill(system.about.launcher, 'SIGTERM');
      await ended;
    },
  };
}
