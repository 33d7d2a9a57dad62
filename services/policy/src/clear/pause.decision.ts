/** Before a clearance that came to nothing is followed by the next one, ms; doubled with each. */
const firstPauseMs = 5_000;
/** A line that its target refuses is tried this often (ms) at last: somebody has a finding to look at meanwhile. */
const longestPauseMs = 3_600_000;

/** How long after the life of the nth clearance (from 1) of a reservation the next one is signed, if the line was not applied. */
export const pauseAfter = (nth: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(nth - 1, 20));
