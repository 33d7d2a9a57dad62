import { type StatementType, validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import {
  isStatement,
  parseStrictJson,
  readJws,
  type Statement,
  verifyStatement,
} from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import type { Clearance } from '../order/clearance.store.js';
import type { ProvisioningDeps } from '../provisioning-deps.js';
import { factsOfBeneficiary, factsOfVoters, receivedByHash } from './documents.store.js';

const parseVote = validator(voteType, Vote);
const voterOf = (jws: string) => parseVote(parseStrictJson(readJws(jws).payload)).voter;

/**
 * Gathers the documents behind a clearance by hash: request, assessment, approval, the clearance, and the facts about its beneficiary and its
 * voters. Null while one that the clearance names has not arrived; nothing of it is believed here, whoever verifies decides.
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
  const beneficiary = find('request.submitted.v1')?.body.beneficiary;
  const voters = (find('approval.approved.v1')?.body.votes ?? []).map(voterOf);
  const facts = [
    ...(beneficiary ? await factsOfBeneficiary(tx, beneficiary) : []),
    ...(await factsOfVoters(tx, voters)),
  ];
  return [...new Set([...documents, ...facts.map(({ jws }) => jws)])];
}
