import type { EntityManager } from 'typeorm';

/** Says every system at once. */
export const everySystem = '*';

/** A stop that is in force: who stopped grants, where, why and when. */
export interface Stop {
  readonly scope: string;
  readonly actor: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * The stop that keeps this service from granting in one of these systems now, its own stop of everything included; null when there is none.
 * Concerns grants alone: what only removes never asks. Ask in the transaction that would grant.
 */
export async function stopOf(tx: EntityManager, systems: readonly string[]): Promise<Stop | null> {
  const stops = await stopsInForce(tx);
  return stops.find(({ scope }) => scope === everySystem || systems.includes(scope)) ?? null;
}

/** Every stop in force, that of everything first. */
export const stopsInForce = (tx: Pick<EntityManager, 'query'>): Promise<Stop[]> =>
  tx.query(
    `SELECT scope, actor, reason, at FROM (
       SELECT DISTINCT ON (scope) scope, act, actor, reason, at FROM stop_act ORDER BY scope, id DESC) AS newest
     WHERE act = 'stop' ORDER BY scope COLLATE "C"`,
  );
