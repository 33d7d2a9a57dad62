import type { EntityManager } from 'typeorm';

/** A source had stated everything it knew at `at` (ms); never moves back. */
export async function confirmSource(tx: EntityManager, source: string, at: number): Promise<void> {
  await tx.query(
    `INSERT INTO source_confirmed (source, at) VALUES ($1, $2)
     ON CONFLICT (source) DO UPDATE SET at = GREATEST(source_confirmed.at, EXCLUDED.at)`,
    [source, at],
  );
}

/** When (ms) each source had last stated everything it knew. */
export async function confirmedSources(tx: EntityManager): Promise<ReadonlyMap<string, number>> {
  const rows: { source: string; at: string }[] = await tx.query('SELECT source, at FROM source_confirmed');
  return new Map(rows.map(({ source, at }) => [source, Number(at)]));
}
