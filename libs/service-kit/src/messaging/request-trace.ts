import { type Link, trace } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import { linkTo, withSpan } from '../observability/index.js';

/** Where the last statement about a request came from, as a link; none when nothing was traced. */
async function linksTo(tx: EntityManager, request: string): Promise<Link[]> {
  const [last] = await tx.query<{ traceparent: string }[]>(
    `SELECT traceparent FROM received WHERE request = $1 AND traceparent IS NOT NULL ORDER BY at DESC, seq DESC LIMIT 1`,
    [request],
  );
  return linkTo(last?.traceparent);
}

/**
 * Links the span at work to the trace in which the last statement about a request came: a person who decides after a week begins
 * a trace of her own, from which one finds back. Without telemetry nothing happens but a look-up.
 */
export async function linkToRequest(tx: EntityManager, request: string): Promise<void> {
  trace.getActiveSpan()?.addLinks(await linksTo(tx, request));
}

/** Runs what the clock brings about for a request, in a trace of its own that is linked to the one before. */
export async function inRequestSpan<T>(
  tx: EntityManager,
  request: string,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const links = await linksTo(tx, request);
  return withSpan(name, { 'countersign.request': request }, work, { parent: null, links });
}
