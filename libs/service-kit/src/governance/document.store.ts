import type { EntityManager } from 'typeorm';

/** A custodial document as it was published. */
export interface StoredDocument {
  readonly type: string;
  readonly number: number;
  /** Of the signed payload. */
  readonly hash: string;
  readonly bytes: Buffer;
}

interface Row extends Omit<StoredDocument, 'number'> {
  readonly number: string;
}

/** The document of each type with the highest number. */
export async function highestDocuments(tx: EntityManager): Promise<StoredDocument[]> {
  const rows: Row[] = await tx.query(
    'SELECT DISTINCT ON (type) type, number, hash, bytes FROM governance_document ORDER BY type, number DESC',
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

/** Keeps a document. Returns the hash under which its number is known, which is another one if the number was taken. */
export async function keepDocument(tx: EntityManager, document: StoredDocument): Promise<string> {
  const { type, number, hash, bytes } = document;
  await tx.query(
    'INSERT INTO governance_document (type, number, hash, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [type, number, hash, bytes],
  );
  const [row] = (await tx.query('SELECT hash FROM governance_document WHERE type = $1 AND number = $2', [
    type,
    number,
  ])) as [{ hash: string }];
  return row.hash;
}
