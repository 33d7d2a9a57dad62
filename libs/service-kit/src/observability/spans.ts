import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanKind,
  SpanStatusCode,
  context,
  trace,
} from '@opentelemetry/api';
import { redactText } from './redact.js';
import { readTraceparent } from './traceparent.js';

/** Name under which all spans and metrics of the kit appear. */
export const instrumentation = '@countersign/service-kit';

export interface SpanExtras {
  readonly kind?: SpanKind;
  /** From {@link linkTo}. */
  readonly links?: readonly Link[];
  /** `traceparent` of the span to continue, e.g. stored with an outbox row; one that is null or malformed begins a new trace. Default: the active span. */
  readonly parent?: string | null;
}

/** Marks a span as failed: the error's code or name, and its message without secrets. No stack, no details. */
export function markFailed(span: Span, error: unknown): void {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  const type = typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
  const message = error instanceof Error ? redactText(error.message) : type;
  span.addEvent('exception', { 'exception.type': type, 'exception.message': message });
}

function parentOf({ parent }: SpanExtras) {
  if (parent === undefined) return context.active();
  const remote = readTraceparent(parent);
  return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

/**
 * Runs `work` inside a new span, which ends with it; a failure marks the span and is thrown on. Attributes are ids,
 * codes and numbers, never personal data. Without telemetry only `work` runs.
 */
export async function withSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T> | T,
  extras: SpanExtras = {},
): Promise<T> {
  const options = { attributes, kind: extras.kind, links: extras.links ? [...extras.links] : undefined };
  const parent = parentOf(extras);
  const span = trace.getTracer(instrumentation).startSpan(name, options, parent);
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}
