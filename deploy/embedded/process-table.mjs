// What the operating system says of processes. A process is known by its id *and* its time of birth, so that an id
// that was given out again is never taken for the one we started; nothing is ever looked up or ended by name.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, born: string }} ProcessIdentity */

const bootId = process.platform === 'linux' ? readText('/proc/sys/kernel/random/boot_id').trim() : '';

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid @returns {string[]} fields of /proc/<pid>/stat from the state on; empty when there is no such process */
function statFields(pid) {
  const text = readText(`/proc/${pid}/stat`);
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** @param {number} pid @param {string} column @returns {string} empty when there is no such process */
function ps(pid, column) {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/**
 * @param {number} pid
 * @returns {string | null} when it was born, comparable only for equality; null when it does not exist or has ended
 */
export function birthOf(pid) {
  if (process.platform !== 'linux') return ps(pid, 'lstart') || null;
  const [state, ...rest] = statFields(pid);
  return state === undefined || state === 'Z' || state === 'X' ? null : `${bootId}:${rest[18]}`;
}

/** @param {ProcessIdentity} identity @returns {boolean} whether that very process still runs */
export const isAlive = ({ pid, born }) => birthOf(pid) === born;

/** @param {number} pid @returns {{ pid: number, command: string } | null} its parent */
export function parentOf(pid) {
  const parent = Number(process.platform === 'linux' ? statFields(pid)[1] : ps(pid, 'ppid'));
  if (!(parent > 0)) return null;
  const command = process.platform === 'linux' ? readText(`/proc/${parent}/comm`).trim() : ps(parent, 'comm');
  return { pid: parent, command };
}

/**
 * Signals a process together with its group, if it leads one; one that has gone meanwhile is none of our business.
 * @param {number} pid @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM') return;
    }
  }
}

/**
 * Processes that carry a run's mark in the environment they were started with (Linux only; elsewhere none are found).
 * Covers the moment between a process being started and its id being written down.
 * @param {string} mark `NAME=value`, unguessable
 * @returns {ProcessIdentity[]}
 */
export function markedProcesses(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((pid) => readText(`/proc/${pid}/environ`).split('\0').includes(mark))
    .flatMap((pid) => {
      const born = birthOf(Number(pid));
      return born === null ? [] : [{ pid: Number(pid), born }];
    });
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Ends processes for good: each gets its own signal, those that still run after `graceMs` get SIGKILL.
 * @param {(ProcessIdentity & { signal?: NodeJS.Signals })[]} processes
 * @param {number} graceMs milliseconds
 */
export async function endProcesses(processes, graceMs) {
  const living = () => processes.filter(isAlive);
  for (const { pid, signal = 'SIGTERM' } of living()) signalGroup(pid, signal);
  for (const until = Date.now() + graceMs; living().length > 0 && Date.now() < until;) await pause(25);
  for (const until = Date.now() + 5_000; living().length > 0 && Date.now() < until; await pause(25))
    for (const { pid } of living()) signalGroup(pid, 'SIGKILL');
}
