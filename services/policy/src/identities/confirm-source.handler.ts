import { readConfirmation, type Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { markHeldFor } from '../requests/due.store.js';
import { confirmSource } from '../world/source-confirmed.store.js';

/**
 * A source had stated everything it knew, by its own signature; never later than now, whatever its clock says. What was held because it had
 * been silent is judged anew. That what it had stated has come, the chain of request says: with a gap in it nothing is granted.
 */
export async function takeConfirmation(
  deps: PolicyDeps,
  tx: EntityManager,
  statement: Statement<'request.source-confirmed.v1'>,
): Promise<void> {
  const { source, at } = await readConfirmation(statement, deps.trust().registry);
  const now = deps.clock.now();
  await confirmSource(tx, source, Math.min(at, now));
  await markHeldFor(tx, 'STALE_SOURCE', now);
}
