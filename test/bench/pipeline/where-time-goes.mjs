// Where the time of a birthright goes, by the traces that the system itself records.
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLP } from '../../../deploy/embedded/backing.mjs';

/** @typedef {import('../../../deploy/embedded/otlp-store.mjs').Span} Span */
/** Processes send their spans every few seconds (ms). */
const spansComeWithin = 8_000;

/**
 * @param {import('../../../deploy/embedded/system.mjs').RunFile} about @param {readonly string[]} traceIds
 * @returns {Promise<Map<string, number[]>>} ms by what was done, in the order in which it is done, of every trace that is whole
 */
export async function whereTimeGoes({ addresses }, traceIds) {
  await sleep(spansComeWithin);
  /** @type {Map<string, number[]>} */
  const parts = new Map();
  for (const id of traceIds) {
    const answer = await fetch(`${addresses[OTLP]}/traces/${id}`);
    const { spans } = /** @type {{ spans: Span[] }} */ (await answer.json());
    for (const [what, ms] of partsOf(wayTo(spans))) parts.set(what, [...(parts.get(what) ?? []), ms]);
  }
  return parts;
}

/**
 * The spans that the last receipt came of, the oldest first: handled, signed, published, handled by the next …
 * @param {readonly Span[]} spans @returns {Span[]}
 */
export function wayTo(spans) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const receipts = spans.filter(({ name }) => name === 'publish connector.answered.v1');
  const way = [];
  for (
    let span = receipts.sort((a, b) => a.end - b.end).at(-1);
    span;
    span = byId.get(span.parentSpanId ?? '')
  )
    way.unshift(span);
  return way;
}

/**
 * @param {readonly Span[]} way @returns {[what: string, ms: number][]}
 */
export function partsOf(way) {
  /** @type {[string, number][]} */
  const parts = [];
  const told = way.filter(({ name }) => /^(process|publish) /.test(name));
  told.forEach((span, n) => {
    const before = told[n - 1];
    const isPublish = span.name.startsWith('publish ');
    if (before !== undefined)
      parts.push([
        isPublish ? `${span.service}: until the relay takes it` : `the broker, until ${span.service} begins`,
        span.start - before.end,
      ]);
    parts.push([`${span.service}: ${span.name}`, span.end - span.start]);
  });
  return parts;
}
