import type { EntityManager } from 'typeorm';

/** Heartbeats of one source nearer than this (ms) tell readers nothing new: no age is counted in less than minutes. */
const apartMs = 10_000;

/** A source was alive at `at` (ms); never moves back. Returns whether it is worth telling, where it can be: some time later than what was told. */
export async function beat(
  tx: EntityManager,
  source: string,
  at: number,
  canBeTold: boolean,
): Promise<boolean> {
  await tx.query(
    `INSERT INTO source_heartbeat (source, at, told) VALUES ($1, $2, 0)
     ON CONFLICT (source) DO UPDATE SET at = GREATEST(source_heartbeat.at, EXCLUDED.at)`,
    [source, at],
  );
  if (!canBeTold) return false;
  const [rows] = await tx.query<[unknown[], number]>(
    'UPDATE source_heartbeat SET told = $2 WHERE source = $1 AND told <= $2::bigint - $3::bigint RETURNING 1',
    [source, at, apartMs],
  );
  return rows.length > 0;
}
