import { CountersignError } from '@countersign/contracts';
import { bundleType } from '@countersign/contracts/governance';
import { highestNumbers } from '@countersign/service-kit/governance';
import type { EntityManager } from 'typeorm';

/** Another process has accepted a newer bundle, which this one has not read yet: a retry comes to one that has. */
export class LawNotRead extends CountersignError {
  readonly code = 'LAW_NOT_READ';
  readonly retriable = true;
}

/**
 * Whether bundle `number`, which this process goes by, is the law: no other process has accepted a newer one. INVARIANT: asked under the graph's
 * lock, which whoever accepts a bundle holds alone; so it stays true until the transaction is over.
 */
export async function isLawInForce(tx: EntityManager, number: number): Promise<boolean> {
  return ((await highestNumbers(tx)).get(bundleType) ?? 0) <= number;
}

/** {@link isLawInForce}, or throws {@link LawNotRead}. */
export async function assertLawInForce(tx: EntityManager, number: number): Promise<void> {
  if (!(await isLawInForce(tx, number)))
    throw new LawNotRead(`a newer bundle than ${number} was accepted, which this process has not read yet`);
}
