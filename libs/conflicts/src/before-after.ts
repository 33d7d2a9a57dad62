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

/** Whether a fact is dropped, asked of each once and in order: each drop takes away the first fact of equal text. */
export function takeEach<T>(drops: readonly T[], textOf: (fact: T) => string): (fact: T) => boolean {
  const left = new Map<string, number>();
  for (const drop of drops) left.set(textOf(drop), (left.get(textOf(drop)) ?? 0) + 1);
  if (left.size === 0) return () => false;
  return (fact) => {
    const text = textOf(fact);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0;
  };
}
