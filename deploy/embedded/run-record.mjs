// `.data/runs/<launcher's pid>-<run>.json`: what a run left where the next start, the doctor and the demonstration can find
// it. It holds ids, births and paths, no secrets, and is written whole before anything it names exists.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcesses, isAlive, markedProcesses } from './process-table.mjs';
import { releaseSharedMemory } from './shared-memory.mjs';

/**
 * @typedef {import('./process-table.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {ProcessIdentity & { name: string, signal: NodeJS.Signals }} OwnedProcess
 * @typedef {object} RunRecord
 * @property {ProcessIdentity} launcher
 * @property {ProcessIdentity | null} reaper
 * @property {string} dir the run folder
 * @property {string} mark `NAME=value` in the environment of every process of the run
 * @property {string} startedAt ISO 8601
 * @property {'system' | 'tests'} kind
 * @property {OwnedProcess[]} processes
 */

/** Folder of the index, in the repository and ignored by git. */
export const RUNS = fileURLToPath(new URL('../../.data/runs', import.meta.url));
/** Every run folder's name begins with this; nothing else is ever removed. */
export const RUN_PREFIX = 'countersign-run-';

/** @param {RunRecord} record */
const recordFile = ({ launcher, dir }) =>
  join(RUNS, `${launcher.pid}-${basename(dir).slice(RUN_PREFIX.length)}.json`);

/** @param {RunRecord} record never seen half-written by others */
export function writeRecord(record) {
  mkdirSync(RUNS, { recursive: true });
  const file = recordFile(record);
  writeFileSync(`${file}.part`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/** @returns {RunRecord[]} of all runs of this checkout, dead or alive; a record that cannot be read is left alone */
export function readRecords() {
  const files = existsSync(RUNS)
    ? readdirSync(RUNS).filter((file) => /^\d+-[0-9a-f]+\.json$/.test(file))
    : [];
  return files.flatMap((file) => {
    try {
      return [/** @type {RunRecord} */ (JSON.parse(readFileSync(join(RUNS, file), 'utf8')))];
    } catch {
      return [];
    }
  });
}

/** @param {RunRecord} record @returns {boolean} whether its folder is named as only run folders are */
const isOurs = ({ dir }) => new RegExp(`^${RUN_PREFIX}[0-9a-f]{24}$`).test(basename(dir));

/**
 * Ends what a run left and removes its folder and record. Only for a run whose launcher is gone.
 * @param {RunRecord} record
 */
export async function clearRun(record) {
  const marked = markedProcesses(record.mark).filter((p) => p.pid !== record.reaper?.pid);
  const known = record.processes.filter(isAlive);
  await endProcesses([...known, ...marked.filter((p) => !known.some((k) => k.pid === p.pid))], 4_000);
  releaseSharedMemory(record.dir);
  if (isOurs(record)) await rm(record.dir, { recursive: true, force: true, maxRetries: 5 });
  rmSync(recordFile(record), { force: true });
}

/**
 * Clears every run of this checkout whose launcher is gone; where its reaper is still at work, that is awaited.
 * @param {(line: string) => void} log
 */
export async function clearDeadRuns(log) {
  for (const record of readRecords().filter((r) => !isAlive(r.launcher))) {
    const { reaper } = record;
    for (let i = 0; i < 60 && reaper !== null && isAlive(reaper) && isStillThere(record); i++)
      await new Promise((done) => setTimeout(done, 200));
    if (!isStillThere(record)) continue;
    log(`clearing what an earlier start left (${record.dir})`);
    await clearRun(record);
  }
}

/** @param {RunRecord} record */
const isStillThere = (record) => readRecords().some((r) => r.dir === record.dir);
