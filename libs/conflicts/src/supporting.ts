import { type Alike, firstAlike } from './alike.js';
import type { Algebra } from './closure.js';
import { isSupportWithin, NO_GRANT, type Support, uniteSupports } from './support.js';

/**
 * Remembers which counted grants something was derived from, the first standing for all that are alike: the supports
 * kept are its witnesses.
 */
export function witnesses(alike: Alike): Algebra<Support> {
  return {
    start: NO_GRANT,
    through: (by) => by,
    holding: (by, { number }) => uniteSupports(by, [firstAlike(alike, number)]),
    confer: (premises) => premises.reduce(uniteSupports, NO_GRANT),
    join: uniteSupports,
    isAsGood: isSupportWithin,
  };
}

/** Remembers nothing but that something is so. */
export const presence: Algebra<Support> = {
  start: NO_GRANT,
  through: (by) => by,
  holding: (by) => by,
  confer: () => NO_GRANT,
  join: (a) => a,
  isAsGood: () => true,
};
