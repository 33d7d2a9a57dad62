import type { EntityManager } from 'typeorm';
import { nameOf, type Place } from '../order/desired.store.js';

/** When (ms) a place at which nothing is ordered was last ordered or asked about, and since when what is there is adopted; null: never. */
export interface DealtWith {
  readonly orderedAt: number | null;
  readonly adoptedAt: number | null;
}

type Row = Place & { readonly orderedAt: string | null; readonly adoptedAt: string | null };
const instant = (text: string | null) => (text === null ? null : Number(text));

/** What was done at places of a system at which nothing is ordered, by their names. */
export async function dealtWith(tx: EntityManager, system: string): Promise<ReadonlyMap<string, DealtWith>> {
  const rows: Row[] = await tx.query(
    `SELECT system, account, permission, ordered_at AS "orderedAt", adopted_at AS "adoptedAt"
     FROM desired WHERE system = $1 AND grants = '[]'`,
    [system],
  );
  return new Map(
    rows.map((row) => [
      nameOf(row),
      { orderedAt: instant(row.orderedAt), adoptedAt: instant(row.adoptedAt) },
    ]),
  );
}

/** Of these systems those that were wholly looked at once: what they held before was adopted then, where the law lets it. */
export async function systemsLookedAt(
  tx: EntityManager,
  systems: readonly string[],
): Promise<ReadonlySet<string>> {
  if (systems.length === 0) return new Set();
  const rows: { system: string }[] = await tx.query(
    'SELECT system FROM last_look WHERE system = ANY($1) AND begun > 0',
    [systems],
  );
  return new Set(rows.map(({ system }) => system));
}
