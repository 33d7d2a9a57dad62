import { isEmpty, type Span } from './window.js';

/** The two states that a judgement compares. */
export type Side = 'before' | 'after';

/** When a fact holds in each; `null`: never. */
export type Sides = Readonly<Record<Side, Span | null>>;

/** What a request adds is cut to the instant of judgement. */
export function addedFrom(span: Span, at: number): Span | null {
  return sound({ from: Math.max(span.from, at), until: span.until });
}

/** What a request drops ends at the instant of judgement: what it gave before, it gave. */
export function droppedAt(span: Span, at: number): Span | null {
  return sound({ from: span.from, until: Math.min(span.until, at) });
}

function sound(span: Span): Span | null {
  return isEmpty(span) ? null : span;
}

/** What each text of `drops` still takes away: the first so many facts of equal text. */
export function takeEach(drops: readonly string[]): (text: string) => boolean {
  const left = new Map<string, number>();
  for (const text of drops) left.set(text, (left.get(text) ?? 0) + 1);
  return (text) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  };
}
