import { type Context, ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';
import { readTraceparent } from '../observability/traceparent.js';

/** W3C trace context as it travels in headers and rests in the outbox. */
export type TraceHeaders = Readonly<Record<string, string>>;

export const tracer = trace.getTracer('@countersign/service-kit');

/** What every reader takes, and no more than W3C lets anybody count on. */
const tracestateForm = /^[\x20-\x7e]{1,512}$/;
/** The other headers of a row: what describes its record. */
const ours = /^(ce_[a-z]+|content-type)$/;

/**
 * The trace alone. INVARIANT: nothing else that a caller sends (`baggage`, `b3`) gets into a record: readers refuse one with a header that is
 * too long, and its number would be missing for ever.
 */
function traceIn({ traceparent, tracestate }: TraceHeaders): TraceHeaders {
  if (traceparent === undefined || !readTraceparent(traceparent)) return {};
  return tracestateForm.test(tracestate ?? '')
    ? { traceparent, tracestate: tracestate as string }
    : { traceparent };
}

/** The context of the span at work, as headers; empty when nothing is traced. */
export function currentTraceHeaders(within: Context = context.active()): TraceHeaders {
  const headers: Record<string, string> = {};
  propagation.inject(within, headers);
  return traceIn(headers);
}

/** Of a row's headers those that its record may bear: rows are older than what they are published by. */
export const publishable = (headers: Readonly<Record<string, string>>): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => ours.test(name))),
  ...traceIn(headers),
});

/** The context that headers name, as the parent of what follows. Nothing else of the active context is kept. */
export const contextFrom = (headers: TraceHeaders): Context =>
  propagation.extract(ROOT_CONTEXT, traceIn(headers));
