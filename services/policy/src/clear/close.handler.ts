import { factsAround } from '@countersign/service-kit/facts';
import { claimedVote, type Statement, verifyDenial } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { ownAssessment } from '../assess/assessment.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { keepTakenBack, type KnownRequest, lockRequest, wasTakenBack } from '../requests/request.store.js';
import { lockGraphShared } from '../world/graph-lock.store.js';
import { withdrawRequest } from './withdraw.handler.js';

const takenBack = [{ code: 'WITHDRAWN', message: 'the request was taken back' }];
const denied = [{ code: 'DENIED', message: 'an approver said no' }];
const lapsed = [{ code: 'LAPSED', message: 'nobody decided in time' }];

/** INVARIANT: the graph's lock comes before a request's: who exchanges slots under it alone meets no reservation that is being freed. */
async function lockToClose(tx: EntityManager, id: string): Promise<KnownRequest | null> {
  await lockGraphShared(tx);
  return lockRequest(tx, id);
}

/** The request is taken back; what was taken back before it was known is remembered, and stays so. */
export async function closeWithdrawn(
  deps: PolicyDeps,
  tx: EntityManager,
  { body }: Statement<'request.withdrawn.v1'>,
): Promise<void> {
  const request = await lockToClose(tx, body.request);
  if (request) await withdrawRequest(deps, tx, request, takenBack);
  else await keepTakenBack(tx, body.request);
}

/**
 * Somebody said no, in her own hand. A no to whichever assessment of the request is a no to the request. Throws what {@link verifyDenial}
 * throws: what is not shown to be hers is tried again, then held in quarantine.
 */
export async function closeDenied(
  deps: PolicyDeps,
  tx: EntityManager,
  denial: Statement<'approval.denied.v1'>,
): Promise<void> {
  const { registry } = deps.trust();
  const assessed = await ownAssessment(tx, denial.body.ha, registry);
  const facts = await factsAround(tx, [claimedVote(denial.body.vote).voter]);
  await verifyDenial(denial, { deployment: registry.deployment, assessed, facts });
  const request = await lockToClose(tx, denial.body.request);
  if (request) await withdrawRequest(deps, tx, request, denied, 'denied');
}

/** Nobody decided in time on the assessment that counts; one about an earlier assessment is ignored. */
export async function closeLapsed(
  deps: PolicyDeps,
  tx: EntityManager,
  { body }: Statement<'approval.lapsed.v1'>,
): Promise<void> {
  const request = await lockToClose(tx, body.request);
  if (request?.ha === body.ha) await withdrawRequest(deps, tx, request, lapsed, 'lapsed');
}

/** A request that was taken back before policy knew it ends as soon as it is known. Returns whether it did. */
export async function closeIfTakenBack(deps: PolicyDeps, tx: EntityManager, id: string): Promise<boolean> {
  if (!(await wasTakenBack(tx, id))) return false;
  const request = await lockRequest(tx, id);
  if (request) await withdrawRequest(deps, tx, request, takenBack);
  return true;
}
