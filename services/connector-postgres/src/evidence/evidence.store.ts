import type { Hash } from '@countersign/contracts';
import type { Ordered } from '@countersign/contracts/provisioning';
import { sha256 } from '@countersign/statement';
import type { EntityManager } from 'typeorm';

/** Evidence of one request, with the documents as they came. */
export interface ArrivedEvidence {
  readonly hash: Hash;
  readonly request: string;
  readonly documents: readonly string[];
}

/** Keeps evidence: each document once, by its hash. Nothing is believed yet; that is checked when an order rests on it. */
export async function keepEvidence(
  tx: EntityManager,
  { hash, request, documents }: ArrivedEvidence,
): Promise<void> {
  const hashes = documents.map((jws) => sha256(jws));
  await tx.query(
    'INSERT INTO document (hash, jws) SELECT DISTINCT ON (h) h, j FROM unnest($1::text[], $2::text[]) AS d (h, j) ON CONFLICT DO NOTHING',
    [hashes, documents],
  );
  await tx.query('INSERT INTO evidence (hash, request) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    hash,
    request,
  ]);
  await tx.query(
    'INSERT INTO evidence_document (evidence, document) SELECT DISTINCT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
    [hash, hashes],
  );
}

/** Of each grant's clearance the documents that it last came with; a clearance that never came has none. */
export async function documentsFor(
  tx: EntityManager,
  { desired }: Ordered,
): Promise<ReadonlyMap<Hash, readonly string[]>> {
  const rows: { clearance: Hash; documents: string[] }[] = await tx.query(
    `SELECT g.clearance, array_agg(d.jws ORDER BY d.hash) AS documents
       FROM unnest($1::text[], $2::text[]) AS g (clearance, request)
       CROSS JOIN LATERAL (
         SELECT e.hash FROM evidence e JOIN evidence_document c ON c.evidence = e.hash
          WHERE e.request = g.request AND c.document = g.clearance ORDER BY e.position DESC LIMIT 1) newest
       JOIN evidence_document ed ON ed.evidence = newest.hash JOIN document d ON d.hash = ed.document
      GROUP BY g.clearance`,
    [desired.grants.map(({ clearance }) => clearance), desired.grants.map(({ request }) => request)],
  );
  return new Map(rows.map(({ clearance, documents }) => [clearance, documents]));
}

/** A request that one of these clearances is of, by its evidence; null when none ever came. */
export async function requestOf(tx: EntityManager, clearances: readonly Hash[]): Promise<string | null> {
  const rows: { request: string }[] = await tx.query(
    `SELECT e.request FROM evidence_document c JOIN evidence e ON e.hash = c.evidence
     WHERE c.document = ANY($1) ORDER BY e.position DESC LIMIT 1`,
    [[...clearances]],
  );
  return rows[0]?.request ?? null;
}
