import type { Grant } from '@countersign/conflicts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { grantsBeside } from './access-beside.store.js';
import { gives, lastingEdges } from './law-reach.decision.js';
import { asFact, declared, meaningsOf, type ScopedItem } from './reserved-items.decision.js';

/**
 * One thing that somebody holds or is promised. `grant`: as it counts until its absence was seen, so what ends or is overdue has no end.
 * `staying`: as it is once that was seen, so what ends or is overdue ends now. Nothing is asked inside what is on its way out. `request`: which
 * one it was reserved for; null for what is held otherwise.
 */
export interface Counted {
  readonly request: string | null;
  readonly grant: Grant;
  readonly staying: Grant;
}

/** When (ms), without the slots of which request, and by which law. */
export interface Counting {
  readonly at: number;
  readonly withoutRequest: string;
  readonly bundle: Bundle;
}

interface ReservationRow {
  readonly request: string;
  readonly beneficiary: string;
  readonly items: readonly string[];
  readonly lines: readonly ScopedItem[];
  readonly starts: string;
  readonly ends: string | null;
  readonly leaving: boolean;
  readonly held: boolean;
}

/** Everything that some identities hold, are promised, or held lately enough for a time bound, and what their accounts hold beside our orders. */
export async function countedGrants(
  tx: EntityManager,
  identities: readonly string[],
  { at, withoutRequest, bundle }: Counting,
): Promise<Counted[]> {
  const rows: ReservationRow[] = await tx.query(
    `SELECT request, beneficiary, items, starts, ends, state = 'ending' OR COALESCE(ends <= $3, false) AS leaving,
            EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state IN ('applied', 'held', 'gone')) AS held,
            (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object('item', l.entitlement, 'scope', l.scope)), '[]')
             FROM reserved_line l WHERE l.reservation = r.id) AS lines
     FROM reservation r WHERE beneficiary = ANY($1) AND state <> 'released' AND request <> $2`,
    [[...identities], withoutRequest, at],
  );
  const reserved = rows.flatMap(({ request, beneficiary: identity, items, lines, leaving, ...row }) => {
    const [from, ends] = [Number(row.starts), row.ends === null ? null : Number(row.ends)];
    const state = row.held ? ('held' as const) : ('reserved' as const);
    return meaningsOf(bundle, items, lines).map((meaning): Counted => {
      const until = leaving ? null : ends;
      const grant: Grant = { identity, ...asFact(meaning), state, window: { from, until } };
      const over = { ...grant, window: { from, until: Math.max(from, at) } };
      return { request, grant, staying: leaving ? over : grant };
    });
  });
  const past = await heldLately(tx, identities, at, bundle);
  const beside = await grantsBeside(tx, identities, bundle);
  return [...reserved, ...[...past, ...beside].map((grant) => ({ request: null, grant, staying: grant }))];
}

const dayMs = 86_400_000;
/** A time bound counts what was held in its period, which is twice its length where it says no other. */
const lookBackMs = ({ document }: Bundle): number =>
  Math.max(0, ...document.rules.map(({ maxDays = 0, perDays = 2 * maxDays }) => perDays * dayMs));

/**
 * What some identities held and is gone, as far back as any time bound looks, and for ever where it has let somebody know a secret: from when it
 * was first applied until its absence was seen.
 */
async function heldLately(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  bundle: Bundle,
): Promise<Grant[]> {
  const lasting = lastingEdges(bundle);
  const since = at - lookBackMs(bundle);
  const rows: (ScopedItem & { identity: string; from: string; until: string })[] = await tx.query(
    `SELECT r.beneficiary AS identity, l.entitlement AS item, l.scope, min(l.applied_at) AS from, r.released_at AS until
     FROM reservation r JOIN reserved_line l ON l.reservation = r.id
     WHERE r.beneficiary = ANY($1) AND r.state = 'released' AND r.released_at > $2 AND l.applied_at < r.released_at
     GROUP BY r.id, l.entitlement, l.scope ORDER BY r.id, l.entitlement, l.scope`,
    [[...identities], lasting.length > 0 ? 0 : since],
  );
  const isLasting = (item: string) =>
    lasting.some(({ needed }) => needed.some((names) => gives(bundle, item, names)));
  return rows
    .filter(({ item, until }) => Number(until) > since || isLasting(item))
    .map(({ identity, item, scope, from, until }) => ({
      ...{ identity, ...asFact({ item, scope: declared(bundle, scope) }), state: 'held' as const },
      window: { from: Number(from), until: Number(until) },
    }));
}
