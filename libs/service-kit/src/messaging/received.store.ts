import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** A statement of another service as it was received and verified: exact bytes. */
export interface ReceivedStatement {
  readonly hash: string;
  readonly type: string;
  readonly iss: string;
  readonly jws: string;
}

const columns = `hash, type, iss, convert_from(jws, 'UTF8') AS jws`;

/** A statement by its hash, or null when it was not received. */
export async function receivedByHash(tx: EntityManager, hash: string): Promise<ReceivedStatement | null> {
  const [row] = await tx.query<ReceivedStatement[]>(`SELECT ${columns} FROM received WHERE hash = $1`, [
    hash,
  ]);
  return row ?? null;
}

/** Whether a statement is known, received or our own, or the one that its signer signed next was received and names it. */
export async function isVouchedFor(
  tx: EntityManager,
  { hash, iss, chain, seq }: Pick<Statement, 'hash' | 'iss' | 'chain' | 'seq'>,
): Promise<boolean> {
  const [row] = await tx.query<[{ known: boolean }]>(
    `SELECT EXISTS (SELECT FROM received WHERE hash = $1) OR EXISTS (SELECT FROM statement WHERE hash = $1)
         OR EXISTS (SELECT FROM received WHERE chain = $2 AND seq = $3 AND iss = $4 AND prev = $1) AS known`,
    [hash, chain, seq + 1, iss],
  );
  return row.known;
}
