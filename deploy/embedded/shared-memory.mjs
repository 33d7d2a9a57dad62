// A PostgreSQL that was killed by force leaves a small System V shared memory segment, which outlives every process and
// folder. Its data folder says which; Linux says whether it still is that one.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} file @returns {string} empty when it cannot be read */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/**
 * Removes the segments of the clusters in a run folder whose processes have ended. Does nothing on other systems than
 * Linux, and nothing to a segment that somebody is attached to.
 * @param {string} dir the run folder, with `<cluster>/data` in it
 */
export function releaseSharedMemory(dir) {
  if (!existsSync(dir)) return;
  for (const cluster of readdirSync(dir)) {
    // line 7 of the lock file: key and id of the segment
    const [key, id] = (read(join(dir, cluster, 'data', 'postmaster.pid')).split('\n')[6] ?? '')
      .trim()
      .split(/\s+/);
    if (key === undefined || id === undefined || !isLeft(key, id)) continue;
    try {
      execFileSync('ipcrm', ['-m', id], { stdio: 'ignore' });
    } catch {
      // not ours to remove, or no such tool: 56 bytes stay
    }
  }
}

/** How long (ms) the children of a killed postmaster may take to see that it is gone, and how often they are looked for. */
const patience = { forMs: 3_000, everyMs: 50 };

/**
 * Whether a segment is there and nobody is attached to it. The children of a postmaster that was killed leave it a moment later.
 * @param {string} key @param {string} id @returns {boolean}
 */
function isLeft(key, id) {
  const end = Date.now() + patience.forMs;
  for (;;) {
    const attached = attachedTo(key, id);
    if (attached === null || attached === '0') return attached === '0';
    if (Date.now() > end) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.everyMs);
  }
}

/** @param {string} key @param {string} id @returns {string | null} how many processes, or null when there is no such segment */
function attachedTo(key, id) {
  const segments = read('/proc/sysvipc/shm')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  return segments.find((segment) => segment[0] === key && segment[1] === id)?.[6] ?? null;
}
