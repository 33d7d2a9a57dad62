import { trace } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import { linkTo, type SpanExtras, withSpan } from '../observability/index.js';

/** What goes on within so long, ms, waited for another message and not for a person: it stays the same trace. */
const sameTraceMs = 60_000;

/** Where the last statement about a request came from, and whether it came a moment ago; nothing when it was not traced. */
interface Came {
  readonly traceparent?: string;
  readonly justNow?: boolean;
}

async function lastAbout(tx: EntityManager, request: string): Promise<Came> {
  const [last = {}] = await tx.query<Came[]>(
    `SELECT traceparent, at > clock_timestamp() - make_interval(secs => $2) AS "justNow"
     FROM received WHERE request = $1 AND traceparent IS NOT NULL ORDER BY at DESC, seq DESC LIMIT 1`,
    [request, sameTraceMs / 1000],
  );
  return last;
}

/**
 * Links the span at work to the trace in which the last statement about a request came: a person who decides after a week begins
 * a trace of her own, from which one finds back. Without telemetry nothing happens but a look-up.
 */
export async function linkToRequest(tx: EntityManager, request: string): Promise<void> {
  const { traceparent } = await lastAbout(tx, request);
  trace.getActiveSpan()?.addLinks(linkTo(traceparent));
}

/**
 * Runs what the clock brings about for a request. When the last statement about it came a moment ago, messages only arrived in
 * another order: its trace goes on. After a longer wait a trace of its own begins, linked to the one before.
 */
export async function inRequestSpan<T>(
  tx: EntityManager,
  request: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const { traceparent = null, justNow } = await lastAbout(tx, request);
  const origin: SpanExtras = justNow ? { parent: traceparent } : { parent: null, links: linkTo(traceparent) };
  return withSpan(name, { 'countersign.request': request }, work, origin);
}
