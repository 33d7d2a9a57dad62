import type { StatementType } from '@countersign/contracts';
import {
  claimedVote,
  factsThatCount,
  isStatement,
  type Statement,
  verifyStatement,
} from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Clearance } from '../order/clearance.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { factsOfBeneficiary, factsOfVoters, receivedByHash } from './documents.store.js';

/**
 * Gathers the documents behind a clearance by hash: request, assessment, approval, the clearance, and of the facts about its beneficiary and
 * its voters those on which it can depend. Null while one that the clearance or a birthright names has not arrived; nothing of it is believed
 * here, whoever verifies decides.
 */
export async function collectEvidence(
  deps: ProvisioningDeps,
  tx: EntityManager,
  clearance: Clearance,
): Promise<string[] | null> {
  const named = [
    clearance.hash,
    clearance.hr,
    clearance.ha,
    ...(clearance.approval ? [clearance.approval] : []),
  ];
  const documents = await receivedByHash(tx, named);
  if (documents.length < named.length) return null;
  const { registry } = deps.trust();
  const statements = await Promise.all(documents.map((jws) => verifyStatement(jws, registry)));
  const find = <T extends StatementType>(type: T) =>
    statements.find((statement): statement is Statement<T> => isStatement(statement, type));
  const submitted = find('request.submitted.v1')?.body;
  const votes = (find('approval.approved.v1')?.body.votes ?? []).map(claimedVote);
  const facts = [
    ...(submitted ? await factsOfBeneficiary(tx, submitted.beneficiary) : []),
    ...(await factsOfVoters(
      tx,
      votes.map(({ voter }) => voter),
    )),
  ];
  const cause = facts.filter(({ hash }) => hash === submitted?.cause?.fact);
  if (submitted?.cause && cause.length === 0) return null;
  const judgedAt = [...statements, ...votes].map(({ iat }) => iat);
  return [
    ...new Set([...documents, ...[...factsThatCount(facts, judgedAt), ...cause].map(({ jws }) => jws)]),
  ];
}
