// Something that takes requests and answers each: sent, heard, timed in the same way whatever is between.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} Flow
 * @property {string} name
 * @property {(ids: readonly string[]) => Promise<unknown>} send in one go
 * @property {Answers} answers
 * @property {() => string} nextId
 *
 * @typedef {object} Ramp what became of a steady load
 * @property {number} latency ms, the median
 * @property {number[]} waiting requests under way, several times a second
 */

/** Nothing was answered for so long (ms): it will not be. */
const patience = 180_000;

/** Requests did not come out. */
export class FlowStuckError extends Error {
  code = 'BENCH_FLOW_STUCK';
}

/** When requests were sent and answered (ms, monotonic). */
export class Answers {
  /** @type {Map<string, number>} */
  sent = new Map();
  /** @type {Map<string, number>} */
  answered = new Map();

  /** @param {string} id */
  note(id) {
    if (this.sent.has(id) && !this.answered.has(id)) this.answered.set(id, performance.now());
  }

  get waiting() {
    return this.sent.size - this.answered.size;
  }

  /** @param {readonly string[]} ids @throws {FlowStuckError} */
  async until(ids) {
    let [left, since] = [Infinity, performance.now()];
    for (;;) {
      const open = ids.filter((id) => !this.answered.has(id)).length;
      if (open === 0) return;
      if (open < left) [left, since] = [open, performance.now()];
      if (performance.now() - since > patience)
        throw new FlowStuckError(`${open} of ${ids.length} requests were not answered`);
      await sleep(5);
    }
  }

  /** @param {string} id @returns {number} ms */
  took(id) {
    return (this.answered.get(id) ?? NaN) - (this.sent.get(id) ?? NaN);
  }
}

/** @param {Flow} flow @param {number} count */
async function sendNext({ answers, nextId, send }, count) {
  const ids = Array.from({ length: count }, nextId);
  const now = performance.now();
  for (const id of ids) answers.sent.set(id, now);
  await send(ids);
  return ids;
}

/** One at a time, each only when the one before is answered. @param {Flow} flow @param {number} count @returns {Promise<{ ids: string[], times: number[] }>} ms */
export async function unloaded(flow, count) {
  const ids = [];
  for (let n = 0; n < count; n++) {
    const sent = await sendNext(flow, 1);
    await flow.answers.until(sent);
    ids.push(...sent);
    await sleep(50 + ((n * 37) % 100)); // not in step with anything that looks every so often
  }
  return { ids, times: ids.map((id) => flow.answers.took(id)) };
}

/** All at once. @param {Flow} flow @param {number} count @returns {Promise<number>} answered per second */
export async function burst(flow, count) {
  const begun = performance.now();
  const ids = await sendNext(flow, count);
  await flow.answers.until(ids);
  return (count * 1e3) / (performance.now() - begun);
}

/** So many a second, for some seconds. @param {Flow} flow @param {number} perSecond @param {number} seconds @returns {Promise<Ramp>} */
export async function steady(flow, perSecond, seconds) {
  const begun = performance.now();
  /** @type {string[]} */
  const ids = [];
  const waiting = [];
  for (let at = 0; at < seconds * 1e3; at = performance.now() - begun) {
    const due = Math.floor((at * perSecond) / 1e3) - ids.length;
    if (due > 0) ids.push(...(await sendNext(flow, due)));
    waiting.push(flow.answers.waiting);
    await sleep(50);
  }
  await flow.answers.until(ids);
  const times = ids.map((id) => flow.answers.took(id)).sort((a, b) => a - b);
  return { latency: times[Math.floor(times.length / 2)] ?? NaN, waiting };
}

/**
 * How much longer a queue is at the end than in the middle.
 * @param {readonly number[]} waiting
 */
export function growth(waiting) {
  const third = Math.floor(waiting.length / 3);
  const mean = (/** @type {readonly number[]} */ some) =>
    some.reduce((sum, each) => sum + each, 0) / some.length;
  return mean(waiting.slice(2 * third)) - mean(waiting.slice(third, 2 * third));
}
