import { factsAround } from '@countersign/service-kit/facts';
import { receivedByHash } from '@countersign/service-kit/messaging';
import {
  claimedVote,
  isStatement,
  type Statement,
  verifyDenial,
  verifyStatement,
} from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { endRequest } from './end-access.handler.js';

/** Why a request is not to be executed, as others say. */
export type Refusal = Statement<'policy.vetoed.v1' | 'approval.denied.v1'>;

/** Ends a request that was refused: policy's veto ends it as it is, a no once it is shown to be a person's. */
export function endRefused(deps: ProvisioningDeps, tx: EntityManager, refusal: Refusal): Promise<void> {
  if (isStatement(refusal, 'approval.denied.v1')) return endDenied(deps, tx, refusal);
  return endRequest(deps, tx, refusal.body.request, refusal.type);
}

/**
 * Ends a request that somebody said no to, in her own hand. Throws what {@link verifyDenial} throws: what is not shown to be hers is tried
 * again, then held in quarantine.
 */
async function endDenied(
  deps: ProvisioningDeps,
  tx: EntityManager,
  denial: Statement<'approval.denied.v1'>,
): Promise<void> {
  const { registry } = deps.trust();
  const { request, ha, vote } = denial.body;
  const received = await receivedByHash(tx, ha);
  const named = received && (await verifyStatement(received.jws, registry));
  const assessed = named && isStatement(named, 'policy.assessed.v1') ? named : null;
  const facts = await factsAround(tx, [claimedVote(vote).voter]);
  await verifyDenial(denial, { deployment: registry.deployment, assessed, facts });
  await endRequest(deps, tx, request, denial.type);
}
