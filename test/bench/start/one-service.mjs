// One service started by itself, with everything else running; and what it has of the machine's memory.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readRecords } from '../../../deploy/embedded/run-record.mjs';
import { attach } from '../../../deploy/embedded/running-system.mjs';

/** Often enough to see a process come (ms). */
const lookEvery = 5;

/** @param {number | null | undefined} pid @returns {number} MB that are in memory; NaN where it has gone */
export function residentMb(pid) {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  } catch {
    return NaN;
  }
}

/**
 * Stops a service in order and starts it again.
 * @param {string} runFile @param {string} name
 * @returns {Promise<{ listening: number, ready: number }>} s from the start of the new process until it serves health, and until it is ready for work
 */
export async function startAlone(runFile, name) {
  const system = attach(runFile);
  const before = pidOf(runFile, name);
  const restarted = system.restart(name).then(Date.now);
  let isReady = false;
  void restarted.finally(() => (isReady = true)).catch(() => undefined);
  const begun = await comes(() => isReady || ![before, undefined].includes(pidOf(runFile, name)));
  const ready = await restarted;
  const listening = listeningAt(system.about().processes[name]?.log ?? '', begun);
  return { listening: (listening - begun) / 1e3, ready: (ready - begun) / 1e3 };
}

/** The record of a run knows a process from the moment it is started. @param {string} runFile @param {string} name */
const pidOf = (runFile, name) =>
  readRecords()
    .find(({ dir }) => dir === dirname(runFile))
    ?.processes.find((each) => each.name === name)?.pid;

/** @param {() => boolean} look @returns {Promise<number>} when (ms) */
async function comes(look) {
  while (!look()) await new Promise((resolve) => setTimeout(resolve, lookEvery));
  return Date.now();
}

/** @param {string} log file @param {number} after @returns {number} when (ms) the service said so */
function listeningAt(log, after) {
  const said = readFileSync(log, 'utf8')
    .split('\n')
    .filter((each) => each.includes('"listening"'))
    .map((each) => Date.parse(JSON.parse(each).time));
  return said.findLast((time) => time >= after) ?? NaN;
}
