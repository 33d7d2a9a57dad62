// What processes have used of the processors: on a busy machine the one figure that does not hang on who else is busy.
import { readFileSync } from 'node:fs';
import { KAFKA } from '../../../deploy/embedded/backing.mjs';
import { readRunFile } from '../../../deploy/embedded/running-system.mjs';

/** Linux counts in hundredths of a second, wherever Node runs. */
const msPerTick = 10;

/** @param {number | null | undefined} pid @returns {number} ms; NaN where the system does not say */
function usedBy(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * msPerTick;
  } catch {
    return NaN;
  }
}

/**
 * The services and the broker, by name. PostgreSQL is many processes that come and go, and is not among them.
 * @param {string} runFile @returns {Map<string, number>} ms so far
 */
export function cpuUse(runFile) {
  const { processes, environments } = readRunFile(runFile);
  const names = [...Object.keys(environments), KAFKA];
  return new Map(names.map((name) => [name, usedBy(processes[name]?.pid)]));
}
