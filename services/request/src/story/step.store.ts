import type { StatementType } from '@countersign/contracts';
import type { Statement } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { referencesOf } from './references.decision.js';
import type { StoryStep } from './story-step.js';

const insert = `INSERT INTO story_step (hash, type, iss, iat, refs, body) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

/** Keeps a statement of another service under everything it refers to, so that arrival order does not matter. */
export async function tell(tx: EntityManager, { hash, type, iss, iat, body }: Statement): Promise<void> {
  const refs = referencesOf(type, body);
  if (refs.length > 0) await tx.query(insert, [hash, type, iss, iat, refs, JSON.stringify(body)]);
}

/** Keeps a statement of our own. */
export async function tellOwn(
  tx: EntityManager,
  type: StatementType,
  { hash, iat }: { readonly hash: string; readonly iat: number },
  refs: readonly string[],
  body: unknown,
): Promise<void> {
  await tx.query(insert, [hash, type, 'request', iat, [...refs], JSON.stringify(body)]);
}

type Row = Omit<StoryStep, 'iat'> & { readonly iat: string };

/** Everything said about a request: directly, or about an order or clearance of it; in the order of claimed times, then hashes. */
export async function stepsOf(tx: EntityManager, request: string): Promise<StoryStep[]> {
  const rows: Row[] = await tx.query(
    `WITH direct AS (SELECT hash FROM story_step WHERE refs @> ARRAY[$1])
     SELECT hash, type, iss, iat, body FROM story_step
     WHERE refs @> ARRAY[$1] OR refs && (SELECT coalesce(array_agg(hash), '{}') FROM direct)
     ORDER BY iat, hash`,
    [request],
  );
  return rows.map((row) => ({ ...row, iat: Number(row.iat) }));
}
