import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { lastingEdges, lookBackMs, type Needed } from './law-reach.decision.js';

interface Place {
  readonly system: string;
  readonly permission: string;
}

/** Whether what is gone still counts: where the law lets secrets be known for ever, or looks back. */
const countsGone = (bundle: Bundle): boolean => lastingEdges(bundle).length > 0 || lookBackMs(bundle) > 0;

/** Whoever holds or is promised some of what is needed for something, or has it in a target beside our orders, with the names of it. */
export class Holders {
  private constructor(private readonly held: ReadonlyMap<string, readonly string[]>) {}

  /**
   * Reads who holds some of `wanted`, by any law under which it was reserved, and by what this law calls it where it was ordered. Costs what was
   * ever held of it and the number of different names and permissions, never what is held of other things. Takes no lock: it stays a superset
   * for as long as whoever could add to it waits for the lock that the caller holds (the control graph's, or that of a rule on holders).
   */
  static async read(tx: EntityManager, bundle: Bundle, wanted: readonly Needed[]): Promise<Holders> {
    const isWanted = (name: string) => wanted.some((needed) => needed.isGivenBy(name));
    const rows: { identity: string; names: string[] }[] = await tx.query(
      `SELECT r.beneficiary AS identity, array_agg(DISTINCT n.name) AS names
       FROM reserved_name n JOIN reservation r ON r.id = n.reservation
       WHERE n.name = ANY($1) AND (r.state <> 'released' OR $2) GROUP BY r.beneficiary`,
      [(await namesReserved(tx)).filter(isWanted), countsGone(bundle)],
    );
    const held = new Map(rows.map(({ identity, names }) => [identity, [...names]]));
    const add = (identity: string, names: readonly string[]) => {
      const known = held.get(identity);
      if (known) known.push(...names);
      else held.set(identity, [...names]);
    };
    for (const place of await placesOrdered(tx)) {
      const names = namesAt(bundle, place);
      if (names.some(isWanted))
        for (const identity of await orderedAt(tx, place, names, countsGone(bundle))) add(identity, names);
    }
    for (const place of await placesBeside(tx)) {
      const names = namesAt(bundle, place);
      if (names.some(isWanted)) for (const identity of await besideAt(tx, place)) add(identity, names);
    }
    return new Holders(held);
  }

  /** Everybody who holds some of what is needed, which was one of those that were read. */
  of(needed: Needed): readonly string[] {
    return [...this.held].flatMap(([identity, names]) =>
      names.some((name) => needed.isGivenBy(name)) ? [identity] : [],
    );
  }
}

/** Everybody who holds or is promised anything, or has anything in a target beside our orders. */
export async function everyHolder(tx: EntityManager, bundle: Bundle): Promise<string[]> {
  const rows: { identity: string }[] = await tx.query(
    `SELECT beneficiary AS identity FROM reservation WHERE state <> 'released' OR $1
     UNION SELECT 'account:' || system || ':' || account FROM access_beside`,
    [countsGone(bundle)],
  );
  return rows.map(({ identity }) => identity);
}

/** Every different name that was ever reserved. Goes from one to the next by the index: as many steps as names. */
async function namesReserved(tx: EntityManager): Promise<string[]> {
  const rows: { name: string }[] = await tx.query(
    `WITH RECURSIVE each (name) AS (
       SELECT min(name) FROM reserved_name
       UNION ALL SELECT (SELECT min(n.name) FROM reserved_name n WHERE n.name > each.name) FROM each WHERE each.name IS NOT NULL)
     SELECT name FROM each WHERE name IS NOT NULL`,
  );
  return rows.map(({ name }) => name);
}

/** Every different permission in a table of places, in the same way. */
const placesIn = (tx: EntityManager, table: 'access_beside' | 'reserved_line'): Promise<Place[]> =>
  tx.query(
    `WITH RECURSIVE each (system, permission) AS (
       (SELECT system, permission FROM ${table} ORDER BY system, permission LIMIT 1)
       UNION ALL SELECT next.system, next.permission FROM each CROSS JOIN LATERAL (
         SELECT b.system, b.permission FROM ${table} b WHERE (b.system, b.permission) > (each.system, each.permission)
         ORDER BY b.system, b.permission LIMIT 1) next)
     SELECT system, permission FROM each`,
  );
const placesBeside = (tx: EntityManager) => placesIn(tx, 'access_beside');
const placesOrdered = (tx: EntityManager) => placesIn(tx, 'reserved_line');

/** What a law calls a permission of a target. */
const namesAt = (bundle: Bundle, { system, permission }: Place): string[] =>
  bundle.entitlementsAt(system, permission).map(({ entitlement }) => entitlement);

/** Everybody for whom a permission was ordered by another name than all of these, which it has now. */
async function orderedAt(
  tx: EntityManager,
  { system, permission }: Place,
  names: readonly string[],
  gone: boolean,
): Promise<string[]> {
  const rows: { identity: string }[] = await tx.query(
    `SELECT DISTINCT r.beneficiary AS identity FROM reserved_line l JOIN reservation r ON r.id = l.reservation
     WHERE l.system = $1 AND l.permission = $2 AND $3::text[] <> ARRAY[l.entitlement] AND (r.state <> 'released' OR $4)`,
    [system, permission, [...names], gone],
  );
  return rows.map(({ identity }) => identity);
}

/** Every account that has a permission beside our orders. */
async function besideAt(tx: EntityManager, { system, permission }: Place): Promise<string[]> {
  const rows: { identity: string }[] = await tx.query(
    `SELECT 'account:' || system || ':' || account AS identity FROM access_beside WHERE system = $1 AND permission = $2`,
    [system, permission],
  );
  return rows.map(({ identity }) => identity);
}
