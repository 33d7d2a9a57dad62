import type { Control } from '@countersign/conflicts';
import type { Line } from '@countersign/contracts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { namedNow, type OrderedItem } from '../world/named-now.decision.js';
import { slotsOf } from './slot.decision.js';
import { freeSlots, settleSlots } from './slot.store.js';

interface Reserved {
  readonly id: string;
  readonly beneficiary: string;
  readonly lines: readonly OrderedItem[];
}

const reserved = `SELECT r.id, r.beneficiary,
    jsonb_agg(DISTINCT jsonb_build_object('item', l.entitlement, 'scope', l.scope, 'system', l.system, 'permission', l.permission)) AS lines
  FROM reservation r JOIN reserved_line l ON l.reservation = r.id
  WHERE r.state <> 'released' AND ($1::text[] IS NULL OR r.beneficiary = ANY($1))
  GROUP BY r.id ORDER BY r.reserved_at, r.id`;

/** What slots follow from: who controls whom, by which law, at which instant (ms). */
export interface Footing {
  readonly controls: readonly Control[];
  readonly bundle: Bundle;
  readonly at: number;
}

/**
 * Gives the reservations of some beneficiaries (null: of everybody) the slots that control and law make of them now, the earlier reserved
 * first. INVARIANT: called under the graph's lock, alone: nobody reserves meanwhile.
 */
export async function exchangeSlotsOf(
  tx: EntityManager,
  beneficiaries: readonly string[] | null,
  { controls, bundle, at }: Footing,
): Promise<void> {
  const rows: Reserved[] = await tx.query(reserved, [beneficiaries === null ? null : [...beneficiaries]]);
  await freeSlots(
    tx,
    rows.map(({ id }) => id),
  );
  for (const { id, beneficiary, lines } of rows) {
    const named = lines.flatMap((line) => namedNow(bundle, line));
    const met = named.map(({ item }) => ({ entitlement: item as Line['entitlement'] }));
    await settleSlots(tx, id, slotsOf(bundle, met, { controls, beneficiary, at }));
  }
}
