// One run of the embedded parts: its folder, its record, its reaper. Whatever a launcher or a test setup starts is
// started inside a run, so that nothing survives whoever started it, however that ends.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { birthOf } from './process-table.mjs';
import { clearDeadRuns, clearRun, RUN_PREFIX, writeRecord } from './run-record.mjs';

const reaperFile = fileURLToPath(new URL('./reaper.mjs', import.meta.url));

/**
 * @typedef {object} Run
 * @property {string} dir the run folder, in the system's temporary folder; removed with everything in it
 * @property {string} secretsDir only the owner can enter it
 * @property {string} logsDir
 * @property {Record<string, string>} environment to be added to the environment of every process of the run
 * @property {(process: import('./run-record.mjs').OwnedProcess) => void} own call in the same tick as the spawn
 * @property {(pid: number) => void} disown
 * @property {(listener: () => void) => void} onChange called when a process has come or gone; one listener
 * @property {() => boolean} isClosed nothing may be started any more
 * @property {() => Promise<void>} close ends what is still owned, removes folder and record
 */

/** @param {string} dir @param {number} mode octal */
function makeFolder(dir, mode) {
  mkdirSync(dir, { recursive: true, mode });
  chmodSync(dir, mode); // whatever the umask says
}

/**
 * @param {import('./run-record.mjs').RunRecord} record
 * @returns {() => Promise<void>} lets the reaper go; call it once the record has been removed
 */
function keepReaper(record) {
  let released = false;
  /** @type {import('node:child_process').ChildProcess} */
  let child;
  const start = () => {
    child = spawn(process.execPath, [reaperFile, record.dir], {
      detached: true,
      cwd: tmpdir(),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.unref();
    const pipe = /** @type {import('node:net').Socket} */ (child.stdin);
    pipe.on('error', () => undefined).unref();
    record.reaper = { pid: child.pid ?? 0, born: birthOf(child.pid ?? 0) ?? '' };
    writeRecord(record);
    child.once('exit', () => released || start()); // somebody ended it: there must always be one
  };
  start();
  return () =>
    new Promise((resolve) => {
      released = true;
      child.once('exit', () => resolve());
      child.ref();
      child.stdin?.destroy();
    });
}

/**
 * Clears dead runs of this checkout, then opens a new one.
 * @param {{ kind: 'system' | 'tests', log?: (line: string) => void }} options
 * @returns {Promise<Run>}
 */
export async function openRun({ kind, log = () => undefined }) {
  await clearDeadRuns(log);
  const token = randomBytes(12).toString('hex');
  const dir = join(tmpdir(), `${RUN_PREFIX}${token}`);
  /** @type {import('./run-record.mjs').RunRecord} */
  const record = {
    launcher: { pid: process.pid, born: birthOf(process.pid) ?? '' },
    reaper: null,
    dir,
    mark: `COUNTERSIGN_RUN=${token}`,
    startedAt: new Date().toISOString(),
    kind,
    processes: [],
  };
  let closed = false;
  /** @type {() => void} */
  let changed = () => undefined;
  writeRecord(record);
  // root's PostgreSQL runs as another user, who must be able to pass through, but not to look around
  makeFolder(dir, process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const name of ['secrets', 'logs']) makeFolder(join(dir, name), 0o700);
  const releaseReaper = keepReaper(record);

  return {
    dir,
    secretsDir: join(dir, 'secrets'),
    logsDir: join(dir, 'logs'),
    environment: { COUNTERSIGN_RUN: token },
    own(owned) {
      record.processes.push(owned);
      writeRecord(record);
      changed();
    },
    disown(pid) {
      record.processes = record.processes.filter((p) => p.pid !== pid);
      if (closed) return;
      writeRecord(record);
      changed();
    },
    onChange(listener) {
      changed = listener;
    },
    isClosed: () => closed,
    async close() {
      if (closed) return;
      closed = true;
      await clearRun(record);
      await releaseReaper();
    },
  };
}
