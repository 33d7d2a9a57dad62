import type { EntityManager } from 'typeorm';

/** Everything asked that is not over is due at `at` (ms): the law that it was given under may have a newer version of it. */
export async function noteForSwaps(tx: EntityManager, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO swap_due (request, at)
     SELECT r.id, $1 FROM request r WHERE NOT EXISTS (SELECT 1 FROM withdrawal w WHERE w.request = r.id)
       AND NOT EXISTS (SELECT 1 FROM story_step s WHERE s.refs @> ARRAY[r.id]
         AND (s.type IN ('policy.vetoed.v1', 'approval.denied.v1', 'approval.lapsed.v1')
           OR s.type = 'policy.withdrew.v1' AND s.body->'clearance' = 'null'))
     ON CONFLICT (request) DO UPDATE SET at = EXCLUDED.at`,
    [at],
  );
}

/** Requests that are due by `at` (ms), the longest due first, locked; those that somebody else looks at now are passed over. */
export async function dueForSwap(tx: EntityManager, at: number, limit: number): Promise<string[]> {
  const rows: { request: string }[] = await tx.query(
    'SELECT request FROM swap_due WHERE at <= $1 ORDER BY at, request LIMIT $2 FOR UPDATE SKIP LOCKED',
    [at, limit],
  );
  return rows.map(({ request }) => request);
}

/** Not before `at` (ms). */
export async function lookLater(tx: EntityManager, request: string, at: number): Promise<void> {
  await tx.query('UPDATE swap_due SET at = $2 WHERE request = $1', [request, at]);
}

/** Nothing is to be done for a request until the law changes again. */
export async function settleSwap(tx: EntityManager, request: string): Promise<void> {
  await tx.query('DELETE FROM swap_due WHERE request = $1', [request]);
}

/** A request that gives up another one; `byLaw`: it was opened by itself, under another law than the one that it gives up. */
export interface Exchange {
  readonly request: string;
  readonly dropped: string;
  readonly byLaw: boolean;
}

/** Remembers which request gives up which; the same once more changes nothing. */
export async function insertExchange(
  tx: EntityManager,
  { request, dropped, byLaw }: Exchange,
): Promise<void> {
  await tx.query(
    'INSERT INTO exchange (request, dropped, by_law) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [request, dropped, byLaw],
  );
}

/** The requests that would give up one, in order of ids. */
export async function exchangesOf(tx: EntityManager, dropped: string): Promise<Exchange[]> {
  return tx.query(
    'SELECT request, dropped, by_law AS "byLaw" FROM exchange WHERE dropped = $1 ORDER BY request',
    [dropped],
  );
}

/** A request is due at `at` (ms), like {@link noteForSwaps}: it was asked under an earlier law than the one in force. */
export async function noteForSwap(tx: EntityManager, request: string, at: number): Promise<void> {
  await tx.query('INSERT INTO swap_due (request, at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [request, at]);
}
