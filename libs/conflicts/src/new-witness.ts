import { type Alike, firstAlike } from './alike.js';
import type { Known } from './closure.js';
import type { Setting } from './setting.js';
import { isSupportWithin, minimalAmong, type Support } from './support.js';

/**
 * The new witnesses of something that is met by these facts after a change: the inclusion-minimal sets of counted
 * grants that suffice now, while what they were before did not. A fresh grant was nothing; one that lies inside
 * grants of before was those. What it was met by before is asked only where that can matter. Of grants that
 * are `alike` the first stands for all, on both sides.
 */
export function newWitnesses(
  { facts: { holdings, onlyAdds, controls }, budget }: Pick<Setting, 'facts' | 'budget'>,
  after: readonly Known<Support>[],
  before: () => readonly Known<Support>[],
  alike: Alike,
): Support[] {
  const isFresh = (grant: number) => holdings[grant]?.isFresh === true;
  const supports = after.map(({ by }) => by);
  budget.take(supports.length);
  // with no control won, grants that were there sufficed before
  const candidates = supports.filter((by) => controls.gaining.length > 0 || by.some(isFresh));
  budget.take(supports.length * candidates.length);
  const minimal = minimalAmong(supports, candidates);
  // what sufficed and is still there would make the set one too large
  if (onlyAdds || minimal.length === 0) return minimal;
  const earlier = before();
  return minimal.filter((support) => {
    budget.take(earlier.length);
    const within = support.flatMap((grant) => holdings[grant]?.within ?? []);
    const was = [...new Set(within.map((grant) => firstAlike(alike, grant)))];
    return !earlier.some(({ by }) => isSupportWithin(by, was));
  });
}

/** Whether there is any. */
export function isNewlyMet(...facts: Parameters<typeof newWitnesses>): boolean {
  return newWitnesses(...facts).length > 0;
}
