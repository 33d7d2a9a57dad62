import type { Window } from '@countersign/contracts';

/** Time that has an end, `[from, until)` in ms. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Time for which somebody was promised or held an entitlement by a request. */
export interface HeldSpan extends Span {
  readonly entitlement: string;
}

/** What was held and what is asked of one entitlement, and how long (ms) all of it together may be held within any period twice as long. */
export interface Extension {
  readonly held: readonly Span[];
  readonly asked: Window;
  readonly total: number;
}

const length = ({ from, until }: Span): number => Math.max(0, until - from);
const meet = (a: Span, b: Span): Span => ({
  from: Math.max(a.from, b.from),
  until: Math.min(a.until, b.until),
});

/** The same time in spans that do not touch, in order. */
function merged(spans: readonly Span[]): Span[] {
  const union: { from: number; until: number }[] = [];
  for (const { from, until } of [...spans].filter(length).sort((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else union.push({ from, until });
  }
  return union;
}

/** What of a span lies in none of some spans that do not touch, in order. */
function without(span: Span, taken: readonly Span[]): Span[] {
  const rest: Span[] = [];
  let { from } = span;
  for (const each of taken) {
    if (each.from > from) rest.push({ from, until: Math.min(each.from, span.until) });
    from = Math.max(from, each.until);
  }
  return [...rest, { from, until: span.until }].filter(length);
}

/** Whether no period that holds an instant which is new holds more than `total` of what would be held then. */
function fits({ held, total }: Extension, asked: Span): boolean {
  const period = 2 * total;
  const before = merged(held);
  const added = without(asked, before);
  const all = merged([...before, asked]);
  // what a moving period holds is greatest where it begins with a span or ends with one, or as it is about to leave what is new
  const begins = [
    ...all.flatMap(({ from, until }) => [from, until - period]),
    ...added.flatMap(({ from, until }) => [from + 1 - period, until - 1]),
  ];
  const periods = begins.map((from) => ({ from, until: from + period }));
  return periods
    .filter((one) => added.some((each) => length(meet(one, each)) > 0))
    .every((one) => all.reduce((sum, each) => sum + length(meet(one, each)), 0) <= total);
}

/**
 * The latest end (ms) with which what is asked may be held; its start or earlier when nothing new may be. What she holds by requests already is
 * never cut. However it is asked for, in pieces, with pauses or ahead of time, is the same (INVARIANTS, T13).
 */
export function latestEnd(extension: Extension): number {
  const { from } = extension.asked;
  let [good, bad] = [from, Math.min(extension.asked.until ?? Infinity, from + 2 * extension.total) + 1];
  if (fits(extension, { from, until: bad - 1 })) return bad - 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(extension, { from, until: middle })) good = middle;
    else bad = middle;
  }
  return good;
}
