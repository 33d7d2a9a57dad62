import type { EntityManager } from 'typeorm';

/** A source was alive at `at` (ms); never moves back. */
export async function beat(tx: EntityManager, source: string, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO source_heartbeat (source, at) VALUES ($1, $2)
     ON CONFLICT (source) DO UPDATE SET at = GREATEST(source_heartbeat.at, EXCLUDED.at)`,
    [source, at],
  );
}
