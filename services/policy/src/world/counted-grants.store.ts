import type { Grant } from '@countersign/conflicts';
import type { Item } from '@countersign/contracts';
import { type Bundle, itemName } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { grantsBeside } from './access-beside.store.js';

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
  readonly entitlements: readonly string[];
  readonly starts: string;
  readonly ends: string | null;
  readonly leaving: boolean;
  readonly held: boolean;
}

/** The name under which a reservation keeps an item: roles with the version that was asked for. */
export const reservedName = (item: Item): string =>
  'role' in item ? `${item.role}@${item.version}` : itemName(item);

/** The item that a reserved name stands for, unless it is a version of a role that is no longer in force. */
function itemInForce(bundle: Bundle, name: string): readonly string[] {
  const [item = '', version] = name.split('@');
  const inForce =
    version === undefined || (bundle.knows(item) && String(bundle.role(item).version) === version);
  return inForce ? [item] : [];
}

/**
 * What the items of a reservation count as: themselves as far as they are in force, and of what they came down to when they were reserved
 * whatever these no longer give: a role has another version now, or a role nested in it has lost what its holder still has.
 */
function meaningsOf(bundle: Bundle, names: readonly string[], entitlements: readonly string[]): string[] {
  const items = names.flatMap((name) => itemInForce(bundle, name));
  const given = new Set<string>(
    items.flatMap((item) => (bundle.knows(item) ? bundle.contents(item).map(({ id }) => id) : [item])),
  );
  return [...new Set([...items, ...entitlements.filter((id) => !given.has(id))])];
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
            ARRAY(SELECT DISTINCT l.entitlement FROM reserved_line l WHERE l.reservation = r.id ORDER BY 1) AS entitlements
     FROM reservation r WHERE beneficiary = ANY($1) AND state <> 'released' AND request <> $2`,
    [[...identities], withoutRequest, at],
  );
  const reserved = rows.flatMap(
    ({ request, beneficiary: identity, items, entitlements, leaving, ...row }) => {
      const [from, ends] = [Number(row.starts), row.ends === null ? null : Number(row.ends)];
      const state = row.held ? ('held' as const) : ('reserved' as const);
      return meaningsOf(bundle, items, entitlements).map((item): Counted => {
        const until = leaving ? null : ends;
        const grant: Grant = { identity, item, state, window: { from, until } };
        return {
          request,
          grant,
          staying: leaving ? { ...grant, window: { from, until: Math.max(from, at) } } : grant,
        };
      });
    },
  );
  const past = await heldLately(tx, identities, at, bundle);
  const beside = await grantsBeside(tx, identities, bundle);
  return [...reserved, ...[...past, ...beside].map((grant) => ({ request: null, grant, staying: grant }))];
}

const dayMs = 86_400_000;
/** A time bound counts what was held in a period of twice its length. */
const lookBackMs = ({ document }: Bundle): number =>
  Math.max(0, ...document.rules.map(({ maxDays = 0 }) => 2 * maxDays * dayMs));

/** What some identities held and is gone, as far back as any time bound looks: from when it was first applied until its absence was seen. */
async function heldLately(
  tx: EntityManager,
  identities: readonly string[],
  at: number,
  bundle: Bundle,
): Promise<Grant[]> {
  const rows: { identity: string; item: string; from: string; until: string }[] = await tx.query(
    `SELECT r.beneficiary AS identity, l.entitlement AS item, min(l.applied_at) AS from, r.released_at AS until
     FROM reservation r JOIN reserved_line l ON l.reservation = r.id
     WHERE r.beneficiary = ANY($1) AND r.state = 'released' AND r.released_at > $2 AND l.applied_at < r.released_at
     GROUP BY r.id, l.entitlement ORDER BY r.id, l.entitlement`,
    [[...identities], at - lookBackMs(bundle)],
  );
  return rows.map(({ identity, item, from, until }) => ({
    ...{ identity, item, state: 'held' as const },
    window: { from: Number(from), until: Number(until) },
  }));
}
