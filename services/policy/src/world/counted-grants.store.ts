import type { Grant } from '@countersign/conflicts';
import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { grantsBeside } from './access-beside.store.js';
import { lastingEdges, lookBackMs } from './law-reach.decision.js';
import { namedNow, type OrderedItem } from './named-now.decision.js';
import {
  asFact,
  bareName,
  declared,
  goneRole,
  meaningsOf,
  type ReservedItems,
  type ScopedItem,
} from './reserved-items.decision.js';

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

interface ReservationRow extends Omit<ReservedItems, 'lines'> {
  readonly lines: readonly OrderedItem[];
  readonly request: string;
  readonly beneficiary: string;
  readonly starts: string;
  readonly ends: string | null;
  readonly leaving: boolean;
  readonly held: boolean;
}

/** A line as an {@link OrderedItem}. */
const ordered = `'item', l.entitlement, 'scope', l.scope, 'system', l.system, 'permission', l.permission`;

/** Everything that some identities hold, are promised, or held lately enough for a time bound, and what their accounts hold beside our orders. */
export async function countedGrants(
  tx: EntityManager,
  identities: readonly string[],
  { at, withoutRequest, bundle }: Counting,
): Promise<Counted[]> {
  const rows: ReservationRow[] = await tx.query(
    `SELECT request, beneficiary, items, nested, starts, ends, state = 'ending' OR COALESCE(ends <= $3, false) AS leaving,
            EXISTS (SELECT 1 FROM reserved_line l WHERE l.reservation = r.id AND l.state IN ('applied', 'held', 'gone')) AS held,
            (SELECT COALESCE(jsonb_agg(DISTINCT jsonb_build_object(${ordered})), '[]')
             FROM reserved_line l WHERE l.reservation = r.id) AS lines
     FROM reservation r WHERE beneficiary = ANY($1) AND state <> 'released' AND request <> $2`,
    [[...identities], withoutRequest, at],
  );
  const reserved = rows.flatMap(({ request, beneficiary: identity, leaving, ...row }) => {
    const [from, ends] = [Number(row.starts), row.ends === null ? null : Number(row.ends)];
    const state = row.held ? ('held' as const) : ('reserved' as const);
    const lines = row.lines.flatMap((line) => namedNow(bundle, line));
    return meaningsOf(bundle, { ...row, lines }).map((meaning): Counted => {
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

/** A reservation that is gone, with the lines of it that were there; times in ms. */
interface GoneRow {
  readonly identity: string;
  readonly names: readonly string[];
  readonly until: string;
  readonly lines: readonly (OrderedItem & { readonly from: number })[];
}

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
  const rows: GoneRow[] = await tx.query(
    `SELECT r.beneficiary AS identity, r.items || r.nested AS names, r.released_at AS until,
            jsonb_agg(jsonb_build_object(${ordered}, 'from', l.applied_at)
                      ORDER BY l.entitlement, l.scope, l.applied_at) AS lines
     FROM reservation r JOIN reserved_line l ON l.reservation = r.id
     WHERE r.beneficiary = ANY($1) AND r.state = 'released' AND r.released_at > $2 AND l.applied_at < r.released_at
     GROUP BY r.id ORDER BY r.id`,
    [[...identities], lasting.length > 0 ? 0 : since],
  );
  const isLasting = (item: string) =>
    lasting.some(({ needed }) => needed.some((one) => one.isGivenBy(bareName(item))));
  return rows.flatMap(({ identity, names, until, lines }) => {
    const from = Math.min(...lines.map((line) => line.from));
    const roles = names.flatMap((name) => goneRole(bundle, name)).map((role) => ({ ...role, from }));
    const given = lines
      .flatMap((line) => namedNow(bundle, line))
      .map(({ item, scope, from: begun }) => ({ item, scope: declared(bundle, scope), from: begun }));
    return [...firstOfEach(given), ...roles]
      .filter(({ item }) => Number(until) > since || isLasting(item))
      .map(({ from: begun, ...held }) => ({
        ...{ identity, ...asFact(held), state: 'held' as const },
        window: { from: begun, until: Number(until) },
      }));
  });
}

/** Of several lines that gave the same the one that was there first. */
const firstOfEach = <T extends ScopedItem & { readonly from: number }>(lines: readonly T[]): T[] => {
  const first = new Map<string, T>();
  for (const line of lines) {
    const name = JSON.stringify([line.item, line.scope]);
    const known = first.get(name);
    if (!known || line.from < known.from) first.set(name, line);
  }
  return [...first.values()];
};
