import type { EntityManager } from 'typeorm';

/** A statement of another service as it was received and verified: exact bytes. */
export interface ReceivedStatement {
  readonly hash: string;
  readonly type: string;
  readonly iss: string;
  readonly jws: string;
}

const columns = `hash, type, iss, convert_from(jws, 'UTF8') AS jws`;

/** Statements about a request, in the order in which they came. */
export const receivedAbout = (tx: EntityManager, request: string): Promise<ReceivedStatement[]> =>
  tx.query(`SELECT ${columns} FROM received WHERE request = $1 ORDER BY at, chain, seq`, [request]);

/** A statement by its hash, or null when it was not received. */
export async function receivedByHash(tx: EntityManager, hash: string): Promise<ReceivedStatement | null> {
  const [row] = await tx.query<ReceivedStatement[]>(`SELECT ${columns} FROM received WHERE hash = $1`, [
    hash,
  ]);
  return row ?? null;
}
