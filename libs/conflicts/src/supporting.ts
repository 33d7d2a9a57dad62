import type { Algebra } from './closure.js';
import { isSupportWithin, NO_GRANT, type Support, uniteSupports } from './support.js';

/** Remembers which counted grants something was derived from: the supports kept are its witnesses. */
export const witnesses: Algebra<Support> = {
  start: NO_GRANT,
  through: (by) => by,
  holding: (by, { number }) => uniteSupports(by, [number]),
  confer: (premises) => premises.reduce(uniteSupports, NO_GRANT),
  join: uniteSupports,
  isAsGood: isSupportWithin,
};

/** Remembers nothing but that something is so. */
export const presence: Algebra<Support> = {
  start: NO_GRANT,
  through: (by) => by,
  holding: (by) => by,
  confer: () => NO_GRANT,
  join: (a) => a,
  isAsGood: () => true,
};
