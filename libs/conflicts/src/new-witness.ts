import type { CaseFacts } from './case-facts.js';
import type { Known } from './closure.js';
import { isSupportWithin, minimalSupports, type Support } from './support.js';

/**
 * The new witnesses of something that is met by these facts after a change: the inclusion-minimal sets of counted
 * grants that suffice now, while what they were before did not. A fresh grant was nothing; one that lies inside
 * grants of before was those.
 */
export function newWitnesses(
  { holdings, onlyAdds, controls }: CaseFacts,
  after: readonly Known<Support>[],
  before: readonly Known<Support>[],
): Support[] {
  const isFresh = (grant: number) => holdings[grant]?.isFresh === true;
  if (controls.gaining.length === 0 && !after.some(({ by }) => by.some(isFresh))) return [];
  const minimal = minimalSupports(after.map(({ by }) => by));
  // what sufficed and is still there would make the set one too large
  if (onlyAdds) return minimal.filter((support) => support.some(isFresh));
  return minimal.filter((support) => {
    const earlier = support.flatMap((grant) => holdings[grant]?.within ?? []);
    return !before.some(({ by }) => isSupportWithin(by, [...new Set(earlier)]));
  });
}

/** Whether there is any. */
export function isNewlyMet(...facts: Parameters<typeof newWitnesses>): boolean {
  return newWitnesses(...facts).length > 0;
}
