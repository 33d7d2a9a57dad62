import { factsAbout, type ProvenFact } from '@countersign/service-kit/facts';
import type { EntityManager } from 'typeorm';

/** The exact bytes of statements by hash; fewer when some have not arrived. */
export async function receivedByHash(tx: EntityManager, hashes: readonly string[]): Promise<string[]> {
  const rows: { jws: string }[] = await tx.query(
    "SELECT convert_from(jws, 'UTF8') AS jws FROM received WHERE hash = ANY($1) ORDER BY hash",
    [[...hashes]],
  );
  return rows.map(({ jws }) => jws);
}

const of = (fact: ProvenFact, key: string) =>
  (fact.data as unknown as Record<string, unknown>)[key] as string | undefined;

/** Facts that say which accounts the beneficiary has and, for a worker, what she works as. */
export async function factsOfBeneficiary(tx: EntityManager, id: string): Promise<ProvenFact[]> {
  const facts = await factsAbout(tx, [id]);
  return facts.filter(
    (fact) =>
      fact.type.startsWith('worker.') ||
      of(fact, 'identity') === id ||
      (fact.type === 'identity.linked.v1' && of(fact, 'person') === id),
  );
}

/** Facts that say whether voters work here, which keys are theirs, and which groups they are in. */
export async function factsOfVoters(tx: EntityManager, ids: readonly string[]): Promise<ProvenFact[]> {
  const facts = await factsAbout(tx, ids);
  const types = ['group.membership.v1', 'voting-key.enrolled.v1'];
  return facts.filter(
    (fact) =>
      (fact.type.startsWith('worker.') && ids.includes(of(fact, 'worker') ?? '')) ||
      (types.includes(fact.type) && ids.includes(of(fact, 'person') ?? '')),
  );
}
