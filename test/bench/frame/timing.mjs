// Times of single calls, and what many of them come to.

/** @typedef {{ p50: number, p99: number, mean: number }} Times of single calls, µs */

/** @template T @param {() => T} run @returns {[T, number]} what it gave, and ms */
export function timed(run) {
  const start = process.hrtime.bigint();
  const result = run();
  return [result, since(start)];
}

/** @template T @param {() => Promise<T>} run @returns {Promise<[T, number]>} what it gave, and ms */
export async function timedAsync(run) {
  const start = process.hrtime.bigint();
  const result = await run();
  return [result, since(start)];
}

/** @param {bigint} start @returns {number} ms */
export const since = (start) => Number(process.hrtime.bigint() - start) / 1e6;

/** @returns {number} µs */
export const wallClock = () => Number(process.hrtime.bigint()) / 1e3;

/** What this process has used of the processors: what others make of a busy machine is not counted. @returns {number} µs, whole ones */
export const cpuClock = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** @param {ArrayLike<number>} values @param {number} share @returns {number} the value that so many lie below */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** @param {ArrayLike<number>} values */
export const median = (values) => quantile(values, 0.5);

/** @param {readonly number[]} values @returns {[low: number, high: number]} */
export const spreadOf = (values) => [Math.min(...values), Math.max(...values)];

/** @param {ArrayLike<number>} times µs @returns {Times} */
export const timesOf = (times) => ({
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  mean: Array.from(times).reduce((sum, time) => sum + time, 0) / times.length,
});

/**
 * Each call by itself, all of them.
 * @template A, B @param {readonly A[]} asked @param {(one: A) => B} decide
 * @returns {{ answers: B[], times: Times, single: Float64Array }} `single`: each one's time, µs, in the order asked
 */
export function each(asked, decide) {
  const times = new Float64Array(asked.length);
  const answers = asked.map((one, i) => {
    const start = process.hrtime.bigint();
    const answer = decide(one);
    times[i] = since(start) * 1e3;
    return answer;
  });
  return { answers, times: timesOf(times), single: times };
}

/**
 * Each call by itself, as many as fit into a time, at least a few: a slow one answers fewer. What it answers first is not timed.
 * @template A, B @param {readonly A[]} asked @param {(one: A) => B | Promise<B>} decide
 * @param {{ seconds: number, least?: number, clock?: () => number }} patience `clock` in µs, default: the wall's
 * @returns {Promise<{ answers: B[], times: Times }>}
 */
export async function eachWithin(asked, decide, { seconds, least = 20, clock = wallClock }) {
  const begun = process.hrtime.bigint();
  for (const one of asked.slice(0, 200)) {
    const answer = decide(one);
    if (answer instanceof Promise) await answer;
    if (since(begun) > seconds * 300) break;
  }
  const times = [];
  const answers = [];
  const measured = process.hrtime.bigint();
  for (const one of asked) {
    if (answers.length >= least && since(measured) > seconds * 1e3) break;
    const start = clock();
    const told = decide(one);
    const answer = told instanceof Promise ? await told : told;
    times.push(clock() - start);
    answers.push(answer);
  }
  return { answers, times: timesOf(times) };
}
