import type { AccountRef, Line } from '@countersign/contracts';
import type { EntityManager } from 'typeorm';

const nameOf = ({ system, account }: AccountRef) => `${system} ${account}`;

/**
 * An account of these lines that still carries, or is to carry, access of somebody else than the beneficiary; null when there is none. Rules
 * are judged per person: an account that two people share would hold for each what is forbidden to both. One request at a time looks at an
 * account, each lock a statement of its own, in the order of names, until the transaction ends.
 */
export async function accountOfAnother(
  tx: EntityManager,
  lines: readonly Line[],
  beneficiary: string,
): Promise<string | null> {
  const accounts = [...new Set(lines.map(nameOf))].sort();
  for (const account of accounts)
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`account ${account}`]);
  const [other] = await tx.query<{ account: string }[]>(
    `SELECT l.system || ' ' || l.account AS account FROM reserved_line l JOIN reservation r ON r.id = l.reservation
     WHERE l.state <> 'absent' AND r.state <> 'released' AND r.beneficiary <> $1 AND l.system || ' ' || l.account = ANY($2)
     ORDER BY 1 LIMIT 1`,
    [beneficiary, accounts],
  );
  return other?.account ?? null;
}
