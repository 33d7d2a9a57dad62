import type { Clock } from '@countersign/contracts';
import type { Observed, Seen } from '@countersign/contracts/observer';
import type { EntityManager } from 'typeorm';
import type { Log } from '../observability/index.js';

interface Looking {
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Takes in one part of a look at a system; gives the whole once its last missing part is there, and null until then. INVARIANT: a look that began
 * before one that was taken in already tells nothing: what it has not seen may be there since, and what it has seen may be gone. It is left out,
 * and the log says so. Nobody has looked at what is still to come: a look that claims so counts as begun when its last part came, or nothing
 * would count until that day.
 *
 * Of each system one look is open: a part of another one drops what had come of it, since parts of one look come together. So whoever never
 * finishes a look, or begins one after the other, fills nothing. Parts of a system wait for each other, on its row in `last_look`: of two that
 * come at once the second sees both.
 */
export async function takeLook(
  { clock, log }: Looking,
  tx: EntityManager,
  body: Observed,
): Promise<Seen | null> {
  const { system, of } = body;
  const begun = Math.min(body.begun, clock.now());
  if (begun < (await lockNewest(tx, system))) {
    log.warn('a look that began before one taken in already is left out', { system, begun });
    return null;
  }
  await keepPart(tx, body);
  if ((await countParts(tx, system)) < of) return null;
  await tx.query('UPDATE last_look SET begun = $2 WHERE system = $1', [system, begun]);
  return { system, begun, ...(await takeParts(tx, system)) };
}

/** When the newest look at a system that was taken in had begun (ms, 0 for none), locked. */
async function lockNewest(tx: EntityManager, system: string): Promise<number> {
  await tx.query('INSERT INTO last_look (system, begun) VALUES ($1, 0) ON CONFLICT DO NOTHING', [system]);
  const sql = 'SELECT begun FROM last_look WHERE system = $1 FOR UPDATE';
  const rows: { begun: string }[] = await tx.query(sql, [system]);
  return Number(rows[0]?.begun);
}

/** Keeps a part, beside those of the same reading alone. One that came before says the same. */
async function keepPart(tx: EntityManager, body: Observed): Promise<void> {
  const { observation, system, part, of, begun, holdings, oddities } = body;
  await tx.query(
    'DELETE FROM observation_part WHERE system = $1 AND (observation <> $2 OR parts <> $3 OR begun <> $4)',
    [system, observation, of, begun],
  );
  await tx.query(
    `INSERT INTO observation_part (observation, system, part, parts, begun, holdings, oddities) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT DO NOTHING`,
    [observation, system, part, of, begun, JSON.stringify(holdings), JSON.stringify(oddities)],
  );
}

async function countParts(tx: EntityManager, system: string): Promise<number> {
  const sql = 'SELECT count(*)::int AS parts FROM observation_part WHERE system = $1';
  const rows: { parts: number }[] = await tx.query(sql, [system]);
  return Number(rows[0]?.parts);
}

async function takeParts(tx: EntityManager, system: string): Promise<Pick<Seen, 'holdings' | 'oddities'>> {
  const sql = 'SELECT holdings, oddities FROM observation_part WHERE system = $1 ORDER BY part';
  const rows: Pick<Observed, 'holdings' | 'oddities'>[] = await tx.query(sql, [system]);
  await tx.query('DELETE FROM observation_part WHERE system = $1', [system]);
  return {
    holdings: rows.flatMap(({ holdings }) => holdings),
    oddities: rows.flatMap(({ oddities }) => oddities),
  };
}
