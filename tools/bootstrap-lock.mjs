// Two commands started at once on a fresh clone: the second waits until the first has made everything ready.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** @param {string} file @returns {boolean} whether the process that holds the lock is still there */
function isHeld(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} file @returns {boolean} whether it is ours now. A file that cannot be written is an error, and no lock that is held. */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (!isHeld(file)) rmSync(file, { force: true }); // its holder died; whoever is first takes it in the next round
    return false;
  }
}

/**
 * @param {string} file the lock
 * @param {(line: string) => void} say
 * @param {() => Promise<void>} work done by one process at a time
 */
export async function exclusively(file, say, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let round = 0; !take(file); round++) {
    if (round === 5) say('waiting for another command that is making this clone ready');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}
