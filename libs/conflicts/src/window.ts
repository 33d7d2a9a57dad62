/** Half-open `[from, until)` in milliseconds since the epoch (UTC); `until: null` is ∞. Touching windows do not meet. */
export interface Window {
  readonly from: number;
  readonly until: number | null;
}

/** The same inside the engine: ∞ is a number, so that intersections need no case for it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** All of time. */
export const ALWAYS: Span = { from: -Infinity, until: Infinity };

/** Range of `Date`; beyond it an instant can neither be shown nor added to without losing milliseconds. */
const MAX_INSTANT = 8.64e15;

/** An integer of milliseconds that `Date` can show. */
export function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && Math.abs(value as number) <= MAX_INSTANT;
}

/** Both ends are instants (or ∞). Says nothing about emptiness. */
export function isWindow(value: unknown): value is Window {
  if (typeof value !== 'object' || value === null) return false;
  const { from, until } = value as Partial<Window>;
  return isInstant(from) && (until === null || isInstant(until));
}

export function toSpan(window: Window): Span {
  return { from: window.from, until: window.until ?? Infinity };
}

export function toWindow(span: Span): Window {
  return { from: span.from, until: span.until === Infinity ? null : span.until };
}

export function isEmpty(span: Span): boolean {
  return span.from >= span.until;
}

/** Order of instants, ∞ included (where a difference would be no number). */
export function byInstant(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The common part of two spans; `null` when they do not meet, touching included. */
export function meet(a: Span, b: Span): Span | null {
  const span = { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
  return isEmpty(span) ? null : span;
}

/** The parts of `spans` inside `limit`, in order. */
export function meetAll(spans: readonly Span[], limit: Span): Span[] {
  return spans.flatMap((span) => meet(span, limit) ?? []);
}

/** The same instants as sorted, disjoint, non-touching spans: one representation for one set. */
export function normalise(spans: readonly Span[]): Span[] {
  const sorted = spans.filter((span) => !isEmpty(span)).sort((a, b) => byInstant(a.from, b.from));
  const merged: Span[] = [];
  for (const span of sorted) {
    const last = merged.at(-1);
    if (last === undefined || span.from > last.until) merged.push(span);
    else merged[merged.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
  }
  return merged;
}

/** Every instant outside `spans`, which must be normalised. */
export function complement(spans: readonly Span[]): Span[] {
  const gaps: Span[] = [];
  let from = -Infinity;
  for (const span of spans) {
    gaps.push({ from, until: span.from });
    from = span.until;
  }
  return [...gaps, { from, until: Infinity }].filter((gap) => !isEmpty(gap));
}

/** Whether instant `t` lies in one of the spans. */
export function covers(spans: readonly Span[], t: number): boolean {
  return spans.some((span) => span.from <= t && t < span.until);
}
