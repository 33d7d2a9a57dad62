import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { type KnownRequest, lockRequest } from '../requests/request.store.js';
import { withdrawRequest } from './withdraw.handler.js';

/**
 * Ends what a request gives up, in the transaction in which what it asks for is cleared, or in which it begins to wait for the absence of what it
 * gives up. Only requests for the same beneficiary; what is over already is left as it is. INVARIANT: they were locked together with it
 * (`lockTogether`).
 */
export async function giveUp(
  deps: PolicyDeps,
  tx: EntityManager,
  { id, submitted }: KnownRequest,
): Promise<void> {
  for (const drop of submitted.drops) {
    const dropped = await lockRequest(tx, drop);
    if (dropped?.submitted.beneficiary === submitted.beneficiary)
      await withdrawRequest(deps, tx, dropped, [{ code: 'GIVEN_UP', message: `given up for \`${id}\`` }]);
  }
}
