import type { EntityManager } from 'typeorm';

/** A custodial document as it was published. */
export interface StoredDocument {
  readonly type: string;
  readonly number: number;
  /** Of the signed payload. */
  readonly hash: string;
  readonly bytes: Buffer;
}

/** The highest number of each type that this database has accepted; a process may not have read it yet. */
export async function highestNumbers(tx: EntityManager): Promise<Map<string, number>> {
  const rows: { type: string; number: string }[] = await tx.query(
    'SELECT type, max(number) AS number FROM governance_document GROUP BY type',
  );
  return new Map(rows.map(({ type, number }) => [type, Number(number)]));
}

/** The bytes of a document that is there. */
export async function readDocument(tx: EntityManager, type: string, number: number): Promise<Buffer> {
  const [row] = await tx.query<[{ bytes: Buffer }]>(
    'SELECT bytes FROM governance_document WHERE type = $1 AND number = $2',
    [type, number],
  );
  return row.bytes;
}

/** Keeps a document. Returns the hash under which its number is known, which is another one if the number was taken. */
export async function keepDocument(tx: EntityManager, document: StoredDocument): Promise<string> {
  const { type, number, hash, bytes } = document;
  await tx.query(
    'INSERT INTO governance_document (type, number, hash, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [type, number, hash, bytes],
  );
  const [row] = await tx.query<[{ hash: string }]>(
    'SELECT hash FROM governance_document WHERE type = $1 AND number = $2',
    [type, number],
  );
  return row.hash;
}
