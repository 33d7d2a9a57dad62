import { type Context, ROOT_CONTEXT, context, propagation, trace } from '@opentelemetry/api';

/** W3C trace context as it travels in headers and rests in the outbox. */
export type TraceHeaders = Readonly<Record<string, string>>;

export const tracer = trace.getTracer('@countersign/service-kit');

/** The context of the span at work, as headers; empty when nothing is traced. */
export function currentTraceHeaders(within: Context = context.active()): TraceHeaders {
  const headers: Record<string, string> = {};
  propagation.inject(within, headers);
  return headers;
}

/** The context that headers name, as the parent of what follows. Nothing else of the active context is kept. */
export const contextFrom = (headers: TraceHeaders): Context => propagation.extract(ROOT_CONTEXT, headers);
