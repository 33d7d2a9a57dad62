import { type Link, type SpanContext, isSpanContextValid, trace } from '@opentelemetry/api';

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The span context that a W3C `traceparent` names; `undefined` when it is missing or malformed. It is a hint, never evidence. */
export function readTraceparent(traceparent: string | null | undefined): SpanContext | undefined {
  const parts = form.exec(traceparent ?? '');
  if (!parts) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = parts;
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}

/** W3C `traceparent` of the active span, to be stored with what continues later; `undefined` outside of any span. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return undefined;
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** Links for a new span to one that ended long ago, so that a week's wait is two traces and not one. Empty when there is nothing to link. */
export function linkTo(traceparent: string | null | undefined): Link[] {
  const context = readTraceparent(traceparent);
  return context ? [{ context }] : [];
}
