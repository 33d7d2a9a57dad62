import { setTimeout as sleep } from 'node:timers/promises';
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
  readonly links: readonly { readonly traceId: string }[];
}

/** A trace that began after a wait, linked to the one before it. */
export interface LaterTrace {
  readonly traceId: string;
  readonly root: string;
}

/** Services send their spans every few seconds: a trace counts as whole when nothing came for this long, ms. */
const quietMs = 2_500;
const patienceMs = 20_000;

/** Asks the OTLP receiver for what it really got. */
export class Traces {
  private readonly base: string;

  constructor(about: RunFile) {
    this.base = about.addresses['otlp-receiver'] as string;
  }

  async spans(traceId: string): Promise<Span[]> {
    return ((await this.get(`/traces/${traceId}`)) as { spans: Span[] }).spans;
  }

  /** Traces with a span that is linked to this one, oldest first. */
  async linkedTo(traceId: string): Promise<LaterTrace[]> {
    return ((await this.get(`/traces?linkedTo=${traceId}`)) as { traces: LaterTrace[] }).traces;
  }

  /** Waits until nothing more comes of these traces and of what is linked to them, then draws them as trees. */
  async draw(traceIds: readonly string[]): Promise<string[]> {
    const end = Date.now() + patienceMs;
    let [count, since] = [-1, Date.now()];
    for (;;) {
      const found = await this.family(traceIds);
      const now = found.reduce((sum, { spans }) => sum + spans.length, 0);
      if (now !== count) [count, since] = [now, Date.now()];
      else if ((now > 0 && Date.now() - since > quietMs) || Date.now() > end)
        return found.flatMap(({ title, spans }) => [title, ...drawTrace(spans)]);
      await sleep(250);
    }
  }

  /** These traces, and all that are linked to them or to those. */
  private async family(traceIds: readonly string[]): Promise<{ title: string; spans: Span[] }[]> {
    const known = new Map(traceIds.map((id) => [id, `trace ${id}`]));
    for (const [id] of known)
      for (const { traceId, root } of await this.linkedTo(id))
        if (!known.has(traceId)) known.set(traceId, `later, linked: trace ${traceId} (${root})`);
    return Promise.all([...known].map(async ([id, title]) => ({ title, spans: await this.spans(id) })));
  }

  private async get(path: string): Promise<unknown> {
    return (await fetch(`${this.base}${path}`)).json();
  }
}

/** Spans that tell the way of a message; database calls are left out. */
const isShown = ({ name, links }: Span) => links.length > 0 || /^(process|issue) /.test(name);

const said = ({ attributes }: Span): string =>
  ['outcome', 'results', 'rules', 'reasons']
    .map((key) => attributes[`countersign.${key}`])
    .filter((value) => value !== undefined)
    .map(String)
    .join(' · ');

/** Draws a trace as a tree, one line a span: who did what, what came of it, how long it took. */
function drawTrace(spans: readonly Span[]): string[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const children = (parent: string | null) =>
    spans
      .filter((span) =>
        parent === null ? !span.parentSpanId || !ids.has(span.parentSpanId) : span.parentSpanId === parent,
      )
      .sort((a, b) => a.start - b.start);
  const draw = (span: Span, depth: number): string[] => {
    const own = isShown(span);
    const outcome = span.name.startsWith('issue ') ? ` → ${said(span)}` : '';
    const line = `${'  '.repeat(depth)}${span.service} ${span.name}${outcome} (${(span.end - span.start).toFixed(1)} ms)`;
    const below = children(span.spanId).flatMap((child) => draw(child, depth + (own ? 1 : 0)));
    return own ? [line, ...below] : below;
  };
  return children(null).flatMap((span) => draw(span, 1));
}
