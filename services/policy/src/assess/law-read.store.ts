import { bundleType } from '@countersign/contracts/governance';
import { highestNumbers } from '@countersign/service-kit/governance';
import type { EntityManager } from 'typeorm';

/**
 * Whether bundle `number`, which this process goes by, is the law: no other process has accepted a newer one. INVARIANT: asked under the graph's
 * lock, which whoever accepts a bundle holds alone; so it stays true until the transaction is over.
 */
export async function isLawInForce(tx: EntityManager, number: number): Promise<boolean> {
  return ((await highestNumbers(tx)).get(bundleType) ?? 0) <= number;
}
