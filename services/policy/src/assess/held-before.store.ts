import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { namedNow, type OrderedItem } from '../world/named-now.decision.js';
import type { HeldSpan } from './total-cap.decision.js';

/** Whose, at which instant (ms), without which request, since when (ms), and by which law it has its names. */
export interface HeldBefore {
  readonly beneficiary: string;
  readonly at: number;
  readonly withoutRequest: string;
  readonly since: number;
  readonly bundle: Bundle;
}

interface HeldRow extends OrderedItem {
  readonly from: string | null;
  readonly until: string;
}

/**
 * What a beneficiary has had by requests that end, and has still to come: what is live for all of its time, what is ending until now, what is over
 * from when it was first applied until its absence was seen. What has no end, a birthright, is no temporary access and does not count.
 */
export async function heldBefore(
  tx: EntityManager,
  { beneficiary, at, withoutRequest, since, bundle }: HeldBefore,
): Promise<HeldSpan[]> {
  const rows: HeldRow[] = await tx.query(
    `SELECT l.entitlement AS item, l.scope, l.system, l.permission,
            CASE WHEN r.state = 'live' THEN r.starts ELSE min(l.applied_at) END AS from,
            CASE r.state WHEN 'live' THEN r.ends WHEN 'ending' THEN $2::bigint ELSE r.released_at END AS until
     FROM reservation r JOIN reserved_line l ON l.reservation = r.id
     WHERE r.beneficiary = $1 AND r.request <> $3 AND r.ends IS NOT NULL AND (r.state <> 'released' OR r.released_at > $4)
     GROUP BY r.id, l.entitlement, l.scope, l.system, l.permission ORDER BY l.entitlement, r.id, l.permission`,
    [beneficiary, at, withoutRequest, since],
  );
  return rows
    .flatMap((row) => namedNow(bundle, row))
    .flatMap(({ item: entitlement, from, until }) =>
      from === null ? [] : [{ entitlement, from: Number(from), until: Number(until) }],
    );
}
