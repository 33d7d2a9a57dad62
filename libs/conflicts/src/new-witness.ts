import type { CaseFacts } from './case-facts.js';
import type { Known } from './closure.js';
import { isSupportWithin, minimalSupports, type Support } from './support.js';

/**
 * The new witnesses of something that is met by these facts after a change, and was met by those before it: the
 * inclusion-minimal sets of counted grants that suffice now and did not. Only a fresh grant, or control that was
 * added, makes one.
 */
export function newWitnesses(
  { holdings, controls }: CaseFacts,
  after: readonly Known<Support>[],
  before: readonly Known<Support>[],
): Support[] {
  const isFresh = (grant: number) => holdings[grant]?.isFresh === true;
  const gainsControl = controls.gaining.length > 0;
  if (!gainsControl && !after.some(({ by }) => by.some(isFresh))) return [];
  const sufficed = (support: Support): boolean => {
    const earlier = support.flatMap((grant) => holdings[grant]?.within ?? []);
    return before.some(({ by }) => isSupportWithin(by, [...new Set(earlier)]));
  };
  return minimalSupports(after.map(({ by }) => by)).filter(
    (support) => support.some(isFresh) || (gainsControl && !sufficed(support)),
  );
}

/** Whether there is any. */
export function isNewlyMet(...facts: Parameters<typeof newWitnesses>): boolean {
  return newWitnesses(...facts).length > 0;
}
