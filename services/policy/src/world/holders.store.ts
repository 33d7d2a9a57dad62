import type { Bundle } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { gives, lastingEdges, type Needed } from './law-reach.decision.js';

/** Everybody who holds or is promised something, or has something in a target beside our orders, with the names of it. */
export class Holders {
  private constructor(
    private readonly bundle: Bundle,
    private readonly held: ReadonlyMap<string, readonly string[]>,
  ) {}

  /**
   * Reads who holds what kind of thing, by any law under which it was reserved. What is gone counts where
   * the law lets secrets be known for ever. Takes no lock: it stays a superset for as long as whoever
   * could add to it waits for the lock that the caller holds (the control graph's, or that of a rule on holders).
   */
  static async read(tx: EntityManager, bundle: Bundle): Promise<Holders> {
    const rows: { identity: string; names: string[] }[] = await tx.query(
      `SELECT r.beneficiary AS identity, array_agg(DISTINCT named.name) AS names
       FROM reservation r CROSS JOIN LATERAL (
         SELECT split_part(split_part(item, ' ', 1), '@', 1) AS name FROM unnest(r.items) AS item
         UNION SELECT l.entitlement FROM reserved_line l WHERE l.reservation = r.id) named
       WHERE r.state <> 'released' OR $1 GROUP BY r.beneficiary`,
      [lastingEdges(bundle).length > 0],
    );
    const beside: { system: string; account: string; permission: string }[] = await tx.query(
      'SELECT system, account, permission FROM access_beside',
    );
    const held = new Map(rows.map(({ identity, names }) => [identity, names]));
    for (const { system, account, permission } of beside) {
      const identity = `account:${system}:${account}`;
      const names = bundle.entitlementsAt(system, permission).map(({ entitlement }) => entitlement as string);
      held.set(identity, [...(held.get(identity) ?? []), ...names]);
    }
    return new Holders(bundle, held);
  }

  /** Everybody who holds anything. */
  get identities(): readonly string[] {
    return [...this.held.keys()];
  }

  /** Everybody who holds some of what is needed. */
  of(needed: Needed): readonly string[] {
    return [...this.held].flatMap(([identity, names]) =>
      names.some((name) => gives(this.bundle, name, needed)) ? [identity] : [],
    );
  }
}
