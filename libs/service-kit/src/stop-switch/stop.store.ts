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

const latest = `SELECT DISTINCT ON (scope) scope, act, actor, reason, at FROM stop_act`;

/**
 * The stop that keeps this service from granting in one of these systems now, its own stop of everything included; null when there is none.
 * Concerns grants alone: what only removes never asks. Ask in the transaction that would grant.
 */
export async function stopOf(tx: EntityManager, systems: readonly string[]): Promise<Stop | null> {
  const rows: Stop[] = await tx.query(
    `SELECT scope, actor, reason, at FROM (${latest} WHERE scope = ANY($1) ORDER BY scope, id DESC) AS newest
     WHERE act = 'stop' ORDER BY scope LIMIT 1`,
    [[everySystem, ...systems]],
  );
  return rows[0] ?? null;
}

/** Every stop in force, that of everything first. */
export const stopsInForce = (tx: Pick<EntityManager, 'query'>): Promise<Stop[]> =>
  tx.query(
    `SELECT scope, actor, reason, at FROM (${latest} ORDER BY scope, id DESC) AS newest WHERE act = 'stop' ORDER BY scope`,
  );
