import { CountersignError } from '@countersign/contracts';
import { Unavailable } from '../persistence/errors.js';

/** No bundle and key registry are at hand that the custodians signed and that have not run out: nothing is believed yet. */
export class TrustMissing extends Unavailable {
  readonly code = 'TRUST_MISSING';
}

/** Bundle or key registry have run out: nothing is granted on them. What takes away goes on. */
export class TrustRunOut extends CountersignError {
  readonly code = 'TRUST_RUN_OUT';
  readonly retriable = true;
}

/** Custodians signed two different documents of one kind and number. Somebody must look; the one known first stays. */
export class GovernanceConflict extends CountersignError {
  readonly code = 'GOVERNANCE_CONFLICT';
  readonly retriable = false;
}
