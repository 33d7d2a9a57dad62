import type { Change } from './facts.js';
import { byInstant, isWindow, toSpan, type Window } from './window.js';

/** The same change with every window that it adds ended at `end` (ms) or before; starts are kept. */
export function cutChange(change: Change, end: number): Change {
  const cut = <T extends { readonly window: Window }>(fact: T): T => {
    if (!isWindow(fact.window)) return fact;
    const { from } = fact.window;
    return { ...fact, window: { from, until: Math.min(end, toSpan(fact.window).until) } };
  };
  return { ...change, add: change.add.map(cut), addControls: (change.addControls ?? []).map(cut) };
}

/**
 * The latest end after `start` and at most `latest` that fits, where those that fit are all those up to one: found by
 * bisection; `null`: none does. An end is a whole millisecond.
 */
export function longestCut(start: number, latest: number, fits: (end: number) => boolean): number | null {
  let fitting = start + 1;
  if (!fits(fitting)) return null;
  let failing = Math.max(latest, fitting) + 1;
  while (failing - fitting > 1) {
    const middle = fitting + Math.floor((failing - fitting) / 2);
    if (fits(middle)) fitting = middle;
    else failing = middle;
  }
  return fitting;
}

/** Ends (ms) between which, both included, no bound lies; a bound is a stretch by itself. */
interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** The ends after `start` and at most `latest`, parted by the bounds among them: the latest first. */
export function stretchesBack(start: number, latest: number, bounds: readonly number[]): Stretch[] {
  const inside = [...new Set(bounds)].filter((bound) => start < bound && bound <= latest).sort(byInstant);
  const stretches: Stretch[] = [];
  let last = latest;
  for (const bound of inside.reverse()) {
    if (bound < last) stretches.push({ first: bound + 1, last });
    stretches.push({ first: bound, last: bound });
    last = bound - 1;
  }
  if (start < last) stretches.push({ first: start + 1, last });
  return stretches;
}
