import type { EntityManager } from 'typeorm';

/**
 * Whether no look at this system that began later was taken in; then it is the newest from now on. Two that come at once are told apart: the
 * second waits for the first. INVARIANT: a look that is not the newest tells nothing: what it has not seen may be there since, and what it has
 * seen may be gone. `begun` in ms, never later than now by the reader's own clock: else nothing would count until that day.
 */
export async function isNewestLook(
  tx: EntityManager,
  { system, begun }: { readonly system: string; readonly begun: number },
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `INSERT INTO last_look (system, begun) VALUES ($1, $2)
     ON CONFLICT (system) DO UPDATE SET begun = EXCLUDED.begun WHERE last_look.begun <= EXCLUDED.begun RETURNING 1`,
    [system, begun],
  );
  return rows.length > 0;
}
