import { randomBytes } from 'node:crypto';
import { context, propagation } from '@opentelemetry/api';

/** W3C `traceparent` of the active span, or of a new sampled trace when there is none (or no telemetry at all). */
export function currentTraceparent(): string {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
