import type { Clock, Millis } from '@countersign/contracts';

const minute = 60_000;

/** Lengths of time in milliseconds, so that a spec reads `noon + 3 * ms.hour`. */
export const ms = { second: 1000, minute, hour: 60 * minute, day: 24 * 60 * minute } as const;

/** When stories begin unless they say otherwise: a Monday, 09:00 UTC, long after every key became valid. */
export const aMonday: Millis = Date.parse('2030-01-07T09:00:00.000Z');

/** A clock that a spec holds in its hand. */
export interface FixedClock extends Clock {
  /** Moves on (or, with a negative number, steps back) and returns the new time. */
  advance(by: Millis): Millis;
  set(at: Millis): void;
}

/**
 * Clocks as a service is told of them: those of `skewed` are ten minutes ahead of its database's; `this process` is its own. Latest is always the
 * spec's own time.
 */
export const clocksThatDiffer = (clock: Clock, skewed: ReadonlySet<string>) => ({
  skews: async (_tx: unknown, peers: readonly string[] | 'all') =>
    [...skewed]
      .filter((of) => of === 'this process' || peers === 'all' || peers.includes(of))
      .map((of) => ({ of, byMs: 10 * minute })),
  latest: async () => clock.now(),
});

/** A clock that stands at `at` (ms) until it is moved. */
export function fixedClock(at: Millis = aMonday): FixedClock {
  let time = at;
  return {
    now: () => time,
    advance: (by) => (time += by),
    set: (to) => {
      time = to;
    },
  };
}
