// P5: from an HR event to the connector's receipts, against five bare relays over the same broker and database.
import { openSystem } from '../../../deploy/embedded/with-system.mjs';
import { line } from '../frame/line.mjs';
import { median, quantile, spreadOf } from '../frame/timing.mjs';
import { bareRelay } from './bare-relay.mjs';
import { birthrights } from './birthrights.mjs';
import { cpuUse } from './cpu-use.mjs';
import { burst, growth, steady, unloaded } from './flow.mjs';
import { whereTimeGoes } from './where-time-goes.mjs';

export const options = /** @type {const} */ ({
  /** Requests that are sent one after the other. */
  single: { type: 'string', default: '50' },
  /** Requests of a burst through the system, and through the relay. */
  burst: { type: 'string', default: '300' },
  relayed: { type: 'string', default: '6000' },
  /** Times that everything is measured; the median counts. */
  rounds: { type: 'string', default: '3' },
  /** Seconds of steady load. */
  seconds: { type: 'string', default: '30' },
});

/** @typedef {Record<keyof typeof options, string>} Values */
/** @typedef {{ p50s: number[], perSecond: number[] }} Seen */
/** Share of a burst's throughput that is sent as steady load. */
const share = 0.6;

/** @param {Values} values @param {{ log: (line: string) => void }} frame @returns {AsyncGenerator<import('../frame/line.mjs').Line>} */
export async function* run(values, { log }) {
  process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
  const system = await openSystem(log);
  try {
    yield* measured(system, values, log);
  } finally {
    await system.close();
  }
}

/** @param {{ about: import('../../../deploy/embedded/system.mjs').RunFile, runFile: string }} system @param {Values} values @param {(line: string) => void} log */
async function* measured({ about, runFile }, values, log) {
  const relay = await bareRelay(about);
  const real = await birthrights(about);
  const [floor, seen] = [noneSeen(), noneSeen()];
  try {
    log('warming up');
    await Promise.all([unloaded(relay, 20), unloaded(real, 10)]);
    /** @type {string[]} */
    const singles = [];
    for (let n = 0; n < Number(values.rounds); n++) {
      log(`round ${n + 1} of ${values.rounds}: one after the other`);
      floor.p50s.push(median((await unloaded(relay, Number(values.single))).times));
      const { ids, times } = await unloaded(real, Number(values.single));
      seen.p50s.push(median(times));
      singles.push(...ids);
      log(
        `${floor.p50s.at(-1)?.toFixed(1)} ms by the relay, ${seen.p50s.at(-1)?.toFixed(1)} ms a birthright`,
      );
    }
    yield line('pipeline', {
      ...{
        name: 'a birthright, unloaded, p50',
        value: median(seen.p50s),
        unit: 'ms',
        spread: spreadOf(seen.p50s),
      },
      ...{ against: [relay.name, median(floor.p50s)], goal: { of: 'ratio', most: 2.5 } },
    });
    const parts = await whereTimeGoes(
      about,
      singles.slice(-100).flatMap((id) => real.traceOf(id) ?? []),
    );
    for (const [what, ms] of parts)
      yield line('pipeline', {
        name: `of it, ${what}`,
        value: median(ms),
        unit: 'ms',
        spread: [quantile(ms, 0.1), quantile(ms, 0.9)],
      });
    yield* throughput({ relay, real, floor, seen, runFile }, values, log);
    yield* underLoad(real, median(seen.perSecond) * share, Number(values.seconds), log);
  } finally {
    await Promise.all([relay.close(), real.close()]);
  }
}

/** @returns {Seen} */
const noneSeen = () => ({ p50s: [], perSecond: [] });

/**
 * @param {{ relay: import('./flow.mjs').Flow, real: import('./flow.mjs').Flow, floor: Seen, seen: Seen, runFile: string }} flows
 * @param {Values} values @param {(line: string) => void} log
 */
async function* throughput({ relay, real, floor, seen, runFile }, values, log) {
  const count = Number(values.burst);
  for (let n = 0; n < Number(values.rounds); n++) {
    floor.perSecond.push(await burst(relay, Number(values.relayed)));
    seen.perSecond.push(await burst(real, count));
    const [through, answered] = [floor, seen].map(({ perSecond }) => perSecond.at(-1)?.toPrecision(3));
    log(
      `bursts ${n + 1} of ${values.rounds}: ${through} a second through the relay, ${answered} birthrights`,
    );
  }
  yield line('pipeline', {
    ...{ name: `birthrights in a burst of ${count}`, value: median(seen.perSecond), unit: '1/s' },
    ...{ against: [relay.name, median(floor.perSecond)], goal: { of: 'ratio', least: 0.2 } },
    spread: spreadOf(seen.perSecond),
  });
  const idle = await used(runFile, () => new Promise((resolve) => setTimeout(resolve, idleMs)));
  let larger = NaN;
  const busy = await used(runFile, async () => void (larger = await burst(real, 2 * count)));
  yield line('pipeline', {
    ...{ name: `birthrights in a burst of ${2 * count}`, value: larger, unit: '1/s' },
    ...{ against: ['half as many', median(seen.perSecond)], goal: { of: 'ratio', least: 0.8 } },
  });
  for (const [name, ms] of busy.cpu)
    yield line('pipeline', {
      ...{ name: `of it, processor time of ${name}, each`, unit: 'ms' },
      value: (ms - ((idle.cpu.get(name) ?? NaN) * busy.ms) / idle.ms) / (2 * count),
    });
}

/** Services do something without being asked; so long (ms) it is looked at. */
const idleMs = 10_000;

/** @param {string} runFile @param {() => Promise<void>} work @returns {Promise<{ ms: number, cpu: Map<string, number> }>} how long it took, and what processes used meanwhile, ms */
async function used(runFile, work) {
  const [begun, before] = [performance.now(), cpuUse(runFile)];
  await work();
  const cpu = [...cpuUse(runFile)].map(
    ([name, ms]) => /** @type {const} */ ([name, ms - (before.get(name) ?? NaN)]),
  );
  return { ms: performance.now() - begun, cpu: new Map(cpu) };
}

/** @param {import('./flow.mjs').Flow} real @param {number} perSecond @param {number} seconds @param {(line: string) => void} log */
async function* underLoad(real, perSecond, seconds, log) {
  log(`${perSecond.toFixed(1)} a second for ${seconds} s`);
  const { latency, waiting } = await steady(real, perSecond, seconds);
  const load = `at ${perSecond.toPrecision(3)} a second (60 %)`;
  yield line('pipeline', { name: `a birthright ${load}, p50`, value: latency, unit: 'ms' });
  yield line('pipeline', {
    ...{
      name: `growth of the queue ${load}, from the second third to the last`,
      value: growth(waiting),
      unit: 'requests',
    },
    goal: { of: 'value', most: Math.ceil(perSecond / 2) },
  });
}
