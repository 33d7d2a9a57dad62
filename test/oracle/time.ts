/** Time as whole instants: every instant between the first that a case names and long after the last. */
import type { FullCase, Window } from './full-form.js';

const isWhole = (n: unknown): n is number => typeof n === 'number' && Math.floor(n) === n;

export const readable = (w: Window): boolean => isWhole(w.from) && (w.until === null || isWhole(w.until));

export const holdsAt = (w: Window, t: number): boolean => w.from <= t && (w.until === null || t < w.until);

/** Every instant a case can tell apart: after the last one named nothing changes any more, and every period is over. */
export function instantsOf({ book, world, change, at }: FullCase): readonly number[] {
  const facts = [
    ...world.grants,
    ...world.controls,
    ...(world.recognised ?? []),
    ...(world.exceptions ?? []),
  ];
  const asked = [
    ...change.add,
    ...change.drop,
    ...(change.addControls ?? []),
    ...(change.dropControls ?? []),
  ];
  const ends = [...facts, ...asked].flatMap(({ window }) => [window.from, window.until]).filter(isWhole);
  const named = [at, ...ends, ...(world.rotations ?? []).map((rotation) => rotation.at)];
  const periods = book.rules.map((rule) => rule.perMs ?? 2 * (rule.maxDurationMs ?? 0));
  const first = Math.min(...named);
  const last = Math.max(...named) + Math.max(0, ...periods) + 1;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
