import type { Observed, Seen } from '@countersign/contracts/observer';
import type { EntityManager } from 'typeorm';

/** Keeps a part of an observation; the whole once its last missing part is there, else null. Only parts of one reading make a whole. Parts of earlier observations are dropped then. */
export async function gatherParts(tx: EntityManager, body: Observed): Promise<Seen | null> {
  const { observation, system, part, of, begun, holdings, oddities } = body;
  await tx.query(
    `INSERT INTO observation_part (observation, system, part, parts, begun, holdings, oddities) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING`,
    [observation, system, part, of, begun, JSON.stringify(holdings), JSON.stringify(oddities)],
  );
  const rows: Pick<Observed, 'holdings' | 'oddities'>[] = await tx.query(
    `SELECT holdings, oddities FROM observation_part
     WHERE observation = $1 AND system = $2 AND parts = $3 AND begun = $4 ORDER BY part FOR UPDATE`,
    [observation, system, of, begun],
  );
  if (rows.length < of) return null;
  await tx.query('DELETE FROM observation_part WHERE system = $1 AND begun <= $2', [system, begun]);
  return {
    system,
    begun,
    holdings: rows.flatMap((row) => row.holdings),
    oddities: rows.flatMap((row) => row.oddities),
  };
}
