import type { EntityManager } from 'typeorm';
import type { KnownRequest } from './request.store.js';

/** A request that nothing is reserved for yet, and that may still come to it. */
export type PendingRequest = Pick<KnownRequest, 'id' | 'submitted' | 'assessed'>;

/** Beside which request, for whom, when (ms), and at most how many. */
export interface Beside {
  readonly request: Pick<KnownRequest, 'id' | 'submitted'>;
  readonly identities: readonly string[];
  readonly at: number;
  readonly limit: number;
}

/**
 * Requests beside another that are pending, with something for one of these identities, in the order of ids. Not what has no time left, nor what either of
 * the two gives up for the other: those never stand side by side. Takes no lock: what is pending decides nothing.
 */
export async function pendingBeside(
  tx: EntityManager,
  { request: { id, submitted }, identities, at, limit }: Beside,
): Promise<PendingRequest[]> {
  return tx.query(
    `SELECT id, submitted, assessed FROM request
     WHERE beneficiary = ANY($1) AND state IN ('assessed', 'held') AND id <> $2
       AND COALESCE((submitted->'window'->>'until')::bigint > $3, true)
       AND NOT (beneficiary = $4 AND (id = ANY($5) OR submitted->'drops' @> to_jsonb($2::text)))
     ORDER BY id LIMIT $6`,
    [[...identities], id, at, submitted.beneficiary, [...submitted.drops], limit],
  );
}
