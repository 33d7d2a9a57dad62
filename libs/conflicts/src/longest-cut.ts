import type { Change } from './facts.js';
import { isWindow, toSpan, type Window } from './window.js';

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
 * The latest common end with which a change passes its time bounds; `null`: none does. An end is a whole
 * millisecond after every start, at most `latest`.
 *
 * INVARIANT: for the rules that can have a time bound an earlier end only shrinks region and touched instants, so the
 * ends that fit are all those up to one, and bisection finds it.
 */
export function longestCut(
  latestStart: number,
  latest: number,
  fits: (end: number) => boolean,
): number | null {
  let fitting = latestStart + 1;
  if (!fits(fitting)) return null;
  let failing = Math.max(latest, fitting) + 1;
  while (failing - fitting > 1) {
    const middle = fitting + Math.floor((failing - fitting) / 2);
    if (fits(middle)) fitting = middle;
    else failing = middle;
  }
  return fitting;
}
