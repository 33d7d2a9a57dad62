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
  const segments = read('/proc/sysvipc/shm')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  if (segments.length === 0 || !existsSync(dir)) return;
  for (const cluster of readdirSync(dir)) {
    // line 7 of the lock file: key and id of the segment
    const [key, id] = (read(join(dir, cluster, 'data', 'postmaster.pid')).split('\n')[6] ?? '')
      .trim()
      .split(/\s+/);
    const left = segments.find((segment) => segment[0] === key && segment[1] === id && segment[6] === '0');
    if (left === undefined || id === undefined) continue;
    try {
      execFileSync('ipcrm', ['-m', id], { stdio: 'ignore' });
    } catch {
      // not ours to remove, or no such tool: 56 bytes stay
    }
  }
}
