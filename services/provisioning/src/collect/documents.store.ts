import { factsAround, type ProvenFact } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';

/** The exact bytes of statements by hash; fewer when some have not arrived. */
export async function receivedByHash(tx: EntityManager, hashes: readonly string[]): Promise<string[]> {
  const rows: { jws: string }[] = await tx.query(
    "SELECT convert_from(jws, 'UTF8') AS jws FROM received WHERE hash = ANY($1) ORDER BY hash",
    [[...hashes]],
  );
  return rows.map(({ jws }) => jws);
}

/** What puts accounts into groups, and what says whom they serve. */
const saysWhoseAccount = new Set<string>([
  'group.account-membership.v1',
  'worker.hired.v1',
  'worker.left.v1',
  'identity.linked.v1',
  'identity.controlled.v1',
]);

/** Whether a fact says if, as what, and with which accounts one of these works here. */
const isOfWorker = (fact: ProvenFact, ids: readonly string[]): boolean =>
  (fact.type === 'worker.hired.v1' || fact.type === 'worker.changed.v1' || fact.type === 'worker.left.v1') &&
  ids.includes(fact.data.worker);

/** Facts that say which accounts the beneficiary has, to whom else they were linked, and, for a worker, what she works as. */
export async function factsOfBeneficiary(tx: EntityManager, id: string): Promise<ProvenFact[]> {
  const facts = await factsAround(tx, [id]);
  return facts.filter(
    (fact) =>
      isOfWorker(fact, [id]) ||
      fact.type === 'identity.linked.v1' ||
      (fact.type === 'identity.controlled.v1' && fact.data.identity === id),
  );
}

/** Facts that say whether voters work here, which keys are theirs, whose else these are, and which groups they or accounts of theirs are in. */
export async function factsOfVoters(tx: EntityManager, ids: readonly string[]): Promise<ProvenFact[]> {
  const facts = await factsAround(tx, ids);
  const byAccount = facts.some(({ type }) => type === 'group.account-membership.v1');
  return facts.filter(
    (fact) =>
      isOfWorker(fact, ids) ||
      fact.type === 'voting-key.enrolled.v1' ||
      (fact.type === 'group.membership.v1' && ids.includes(fact.data.person)) ||
      (byAccount && saysWhoseAccount.has(fact.type)),
  );
}
