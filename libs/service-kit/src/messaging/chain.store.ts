import type { Alive } from '@countersign/contracts';
import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { type ChainFault, type ChainLink, chainFault, toMultirange } from './chain.decision.js';
import { isHeartbeat } from './message.js';
import { areSetAside } from './quarantine.store.js';

/** Statements of one chain that came together. */
interface Arrival {
  readonly chain: string;
  readonly signer: string;
  readonly statements: readonly Statement[];
  /** Highest place that a heartbeat among them names, of this chain. */
  readonly told: ChainLink | undefined;
}

const highest = <T extends { readonly seq: number }>(items: readonly T[]): T | undefined =>
  items.reduce<T | undefined>((best, item) => (best && best.seq >= item.seq ? best : item), undefined);

/** Heads that a signer's heartbeats name of its own chains. */
function headsTold(statements: readonly Statement[]): Map<string, ChainLink & { readonly signer: string }> {
  const told = new Map<string, ChainLink & { readonly signer: string }>();
  for (const { type, iss, body } of statements)
    if (isHeartbeat(type))
      for (const { chain, seq, hash } of (body as Alive).heads)
        if (hash !== null && chain.startsWith(`${iss}.`) && seq > (told.get(chain)?.seq ?? 0))
          told.set(chain, { seq, hash, signer: iss });
  return told;
}

function arrivals(
  statements: readonly Statement[],
  readsChain: (signer: string, chain: string) => boolean,
): Arrival[] {
  const told = headsTold(statements);
  const chains = [...new Set([...statements.map(({ chain }) => chain), ...told.keys()])].sort();
  return chains.flatMap((chain) => {
    const own = statements.filter((statement) => statement.chain === chain);
    const signer = own[0]?.iss ?? told.get(chain)?.signer ?? '';
    return readsChain(signer, chain) ? [{ chain, signer, statements: own, told: told.get(chain) }] : [];
  });
}

interface Known {
  readonly seq: string;
  readonly hash: string;
  readonly prev: string | null;
  readonly head: boolean;
}

/** SQL: what was kept around the numbers `seqs` of chain `$1`, and its head. */
const around = (seqs: string): string =>
  `SELECT seq, hash, prev, false AS head FROM received WHERE chain = $1 AND seq = ANY (${seqs})
   UNION ALL SELECT head_seq, head_hash, NULL, true FROM chain_seen WHERE chain = $1 AND head_hash IS NOT NULL`;

const besides = (statements: readonly Statement[]): number[] => [
  ...new Set(statements.flatMap(({ seq }) => [seq - 1, seq, seq + 1])),
];

const toLink = ({ seq, hash, prev, head }: Known): ChainLink => ({
  ...{ seq: Number(seq), hash },
  ...(head ? {} : { prev }),
});

/** Notes what arrived of one chain, and gives what was known around it before. */
async function note(tx: EntityManager, { chain, signer, statements, told }: Arrival): Promise<ChainLink[]> {
  const head = highest(statements);
  const rows: Known[] = await tx.query(
    `WITH noted AS (
       INSERT INTO chain_seen AS c (chain, iss, seen, head_seq, head_hash, told_seq, gap_since)
       VALUES ($1, $2, $3::int8multirange, $4, $5, $6, ${gapSince('$3::int8multirange', '$6', 'NULL')})
       ON CONFLICT (chain) DO UPDATE SET
         seen = c.seen + excluded.seen,
         head_seq = greatest(c.head_seq, excluded.head_seq),
         head_hash = CASE WHEN excluded.head_seq > c.head_seq THEN excluded.head_hash ELSE c.head_hash END,
         told_seq = greatest(c.told_seq, excluded.told_seq),
         gap_since = ${gapSince('(c.seen + excluded.seen)', 'greatest(c.told_seq, excluded.told_seq)', 'c.gap_since')})
     ${around('$7')}`,
    [
      chain,
      signer,
      toMultirange(statements.map(({ seq }) => seq)),
      head?.seq ?? 0,
      head?.hash ?? null,
      Math.max(head?.seq ?? 0, told?.seq ?? 0),
      besides(statements),
    ],
  );
  return rows.map(toLink);
}

/** Whether something that is kept when it is handled came under a number that was seen before, and what was seen there is not it. */
async function isSaidAnew(
  tx: EntityManager,
  { chain, statements }: Arrival,
  known: readonly ChainLink[],
): Promise<boolean> {
  const hashes = new Set(known.map(({ hash }) => hash));
  const strange = statements.filter(({ type, hash }) => !isHeartbeat(type) && !hashes.has(hash));
  if (strange.length === 0) return false;
  const again: { seq: string }[] = await tx.query(
    'SELECT n AS seq FROM chain_seen, unnest($2::int8[]) AS n WHERE chain = $1 AND seen @> n',
    [chain, strange.map(({ seq }) => seq)],
  );
  const numbers = new Set(again.map(({ seq }) => Number(seq)));
  const said = strange.filter(({ seq }) => numbers.has(seq)).map(({ jws }) => jws);
  return said.length > 0 && !(await areSetAside(tx, said));
}

/** Marks a chain as broken until an operator clears it; the first reason stays, and of one that is broken already no row is locked. */
export async function markBroken(
  tx: EntityManager,
  { chain, signer }: Pick<Arrival, 'chain' | 'signer'>,
  why: ChainFault | 'TOPIC_AHEAD_OF_DATABASE',
): Promise<void> {
  await tx.query(
    `INSERT INTO chain_seen AS c (chain, iss, seen, head_seq, told_seq, broken_at, broken_why)
     SELECT $1, $2, '{}', 0, 0, clock_timestamp(), $3
      WHERE NOT EXISTS (SELECT FROM chain_seen WHERE chain = $1 AND broken_at IS NOT NULL)
     ON CONFLICT (chain) DO UPDATE SET broken_at = coalesce(c.broken_at, excluded.broken_at),
                                       broken_why = coalesce(c.broken_why, excluded.broken_why)`,
    [chain, signer, why],
  );
}

async function record(tx: EntityManager, arrival: Arrival): Promise<void> {
  const { statements, told } = arrival;
  const known = await note(tx, arrival);
  const fault = chainFault([...known, ...statements, ...(told ? [told] : [])]);
  if (fault) await markBroken(tx, arrival, fault);
}

/** Null when every number from 1 to the last that is known to exist was seen; else since when not. */
const gapSince = (seen: string, told: string, before: string): string =>
  `CASE WHEN ${seen} @> int8range(1, ${told}::int8 + 1) THEN NULL ELSE coalesce(${before}, clock_timestamp()) END`;

/**
 * Marks every chain as broken that verified statements contradict, before any of them is handled: no grant rests on the first word that is said
 * under an old number either. Of heartbeats, which are not kept, the number alone is known; what lies in quarantine is nothing new.
 */
export async function recordContradicted(
  tx: EntityManager,
  statements: readonly Statement[],
  readsChain: (signer: string, chain: string) => boolean,
): Promise<void> {
  for (const arrival of arrivals(statements, readsChain)) {
    const rows: Known[] = await tx.query(around('$2'), [arrival.chain, besides(arrival.statements)]);
    const known = rows.map(toLink);
    const fault = chainFault([...known, ...arrival.statements]);
    if (fault) await markBroken(tx, arrival, fault);
    else if (await isSaidAnew(tx, arrival, known)) await markBroken(tx, arrival, 'TWO_WITH_ONE_NUMBER');
  }
}

/**
 * Notes that verified statements were seen, at the end of the transaction that handles them, chain after chain in the order of
 * their names (so that two readers of one chain never wait for each other in a circle).
 * `readsChain` says of which chains this service reads the topic; of others a heartbeat says nothing that concerns it.
 */
export async function recordSeen(
  tx: EntityManager,
  statements: readonly Statement[],
  readsChain: (signer: string, chain: string) => boolean,
): Promise<void> {
  for (const arrival of arrivals(statements, readsChain)) await record(tx, arrival);
}
