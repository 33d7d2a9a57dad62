import type { IdentityId } from '@countersign/contracts';
import type { Bundle } from '../bundle.js';
import type { Dossier } from './dossier.js';
import { birthrightFits, birthrightGives, type Expansion, withinBirthrightBound } from './expansion.js';
import { workerAt } from './people.js';
import { asksPeople } from './route.js';
import { refuse, type Trail } from './trail.js';

/**
 * Checks that a signed rule of the bundle and a signed fact about the beneficiary carry a request in place of votes: the rule is for her as
 * she is when policy clears, gives every item, and lies within the bundle's bound. Throws `BIRTHRIGHT_NOT_FOUND`; `ROUTE_DIFFERS` when the
 * assessment itself names a conflict that people must decide.
 */
export function checkBirthright(
  { submitted, assessed, cleared }: Trail,
  dossier: Dossier,
  bundle: Bundle,
  expansion: Expansion,
): void {
  const { cause, items } = submitted.body;
  const beneficiary: IdentityId = submitted.body.beneficiary;
  const rule = bundle.document.birthrights.find(({ id }) => id === cause?.birthright);
  const worker = workerAt(dossier.facts, beneficiary, cleared.iat);
  const fact = dossier.facts.find(({ hash }) => hash === cause?.fact);
  const about = fact?.power === true && 'worker' in fact.data && fact.data.worker === beneficiary;
  const carried = rule && worker && about && birthrightGives(rule, items) && birthrightFits(rule, worker);
  if (!carried || !withinBirthrightBound(bundle, expansion.entitlements))
    throw refuse('BIRTHRIGHT_NOT_FOUND', `no birthright rule and fact carry \`${submitted.body.request}\``);
  if (assessed.body.conflicts.some((conflict) => asksPeople(bundle, conflict)))
    throw refuse(
      'ROUTE_DIFFERS',
      'a conflict that needs dual approval is decided by people, birthright or not',
    );
}
