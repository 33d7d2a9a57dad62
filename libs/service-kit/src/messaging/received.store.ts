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
