// P7: `npm start` until ready, each service by itself, and what each has of the machine's memory.
import { readRunFile } from '../../../deploy/embedded/running-system.mjs';
import { line } from '../frame/line.mjs';
import { median, spreadOf } from '../frame/timing.mjs';
import { startOnce } from './one-start.mjs';
import { residentMb, startAlone } from './one-service.mjs';

export const options = /** @type {const} */ ({
  starts: { type: 'string', default: '5' },
  /** Of the starts, those in which every service is started again by itself. */
  alone: { type: 'string', default: '3' },
});

/** After `ready` the first heartbeats and readings still come (ms). */
const settle = 5_000;

/** @typedef {Map<string, number[]>} Series by name */

/** @param {Series} series @param {string} name @param {number} value */
const note = (series, name, value) => void series.set(name, [...(series.get(name) ?? []), value]);

/**
 * @param {Record<keyof typeof options, string>} values
 * @param {{ log: (line: string) => void }} frame
 * @returns {AsyncGenerator<import('../frame/line.mjs').Line>}
 */
export async function* run(values, { log }) {
  const seen = { whole: series(), steps: series(), memory: series(), listening: series(), ready: series() };
  const starts = Number(values.starts);
  for (let n = 0; n < starts; n++) {
    log(`start ${n + 1} of ${starts}`);
    const started = await startOnce();
    try {
      note(seen.whole, '`npm start` until ready', started.seconds);
      for (const [step, seconds] of started.steps) note(seen.steps, `of it, ${step}`, seconds);
      await new Promise((resolve) => setTimeout(resolve, settle));
      await lookAtServices(started.runFile, n < Number(values.alone), seen);
    } finally {
      await started.stop();
    }
  }
  yield* lines(seen.whole, 's', 25);
  yield* lines(seen.steps, 's');
  yield* lines(seen.listening, 's');
  yield* lines(seen.ready, 's', 2);
  yield* lines(seen.memory, 'MB', 170);
}

/** @returns {Series} */
const series = () => new Map();

/**
 * @param {string} runFile @param {boolean} isAlone whether each is started again
 * @param {Record<'memory' | 'listening' | 'ready', Series>} seen
 */
async function lookAtServices(runFile, isAlone, { memory, listening, ready }) {
  const { environments, processes } = readRunFile(runFile);
  const names = Object.keys(environments);
  for (const name of names) note(memory, `${name}: memory`, residentMb(processes[name]?.pid));
  if (!isAlone) return;
  for (const name of names) {
    const took = await startAlone(runFile, name);
    note(listening, `${name}: started alone, until it listens`, took.listening);
    note(ready, `${name}: started alone, until ready`, took.ready);
  }
}

/** @param {Series} series @param {string} unit @param {number} [most] goal */
function* lines(series, unit, most) {
  const goal = most === undefined ? undefined : { of: /** @type {const} */ ('value'), most };
  for (const [name, values] of series)
    yield line('start', { name, value: median(values), unit, spread: spreadOf(values), goal });
}
