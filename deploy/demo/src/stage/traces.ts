import type { RunFile } from './running-system.js';

/** A span as the OTLP receiver got it. */
export interface Span {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly service: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Asks the OTLP receiver for what it really got. */
export class Traces {
  private readonly base: string;

  constructor(about: RunFile) {
    this.base = about.addresses['otlp-receiver'] as string;
  }

  async spans(traceId: string): Promise<Span[]> {
    const response = await fetch(`${this.base}/traces/${traceId}`);
    return ((await response.json()) as { spans: Span[] }).spans;
  }
}

/** Draws a trace as a tree, one line a span: who did what and how long it took. */
export function drawTrace(spans: readonly Span[], shown: (span: Span) => boolean): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = (parent: string | null) =>
    spans
      .filter((span) =>
        parent === null ? !span.parentSpanId || !ids.has(span.parentSpanId) : span.parentSpanId === parent,
      )
      .sort((a, b) => a.start - b.start);
  const draw = (span: Span, depth: number): string[] => {
    const own = shown(span);
    const line = `${'  '.repeat(depth)}${span.service} ${span.name} (${(span.end - span.start).toFixed(1)} ms)`;
    const below = children(span.spanId).flatMap((child) => draw(child, depth + (own ? 1 : 0)));
    return own ? [line, ...below] : below;
  };
  return children(null).flatMap((span) => draw(span, 0));
}
