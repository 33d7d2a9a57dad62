import type { Holding, Observed } from '@countersign/contracts/observer';
import type { EntityManager } from 'typeorm';
import { closeFindings, openFinding } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { linesOf, moveLine, type Place, type PlacedLine, releaseIfAbsent } from './line.store.js';
import { afterObservation } from './place.decision.js';

const placeKey = ({ system, account, permission }: Place) => `${system} ${account} ${permission}`;

/** Keeps a part; the whole observation once its last missing part is there, else null. */
async function gather(tx: EntityManager, body: Observed): Promise<Holding[] | null> {
  await tx.query(
    `INSERT INTO observation_part (observation, system, part, parts, begun, holdings) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING`,
    [body.observation, body.system, body.part, body.of, body.begun, JSON.stringify(body.holdings)],
  );
  const rows: { holdings: Holding[] }[] = await tx.query(
    'SELECT holdings FROM observation_part WHERE observation = $1 AND parts = $2 ORDER BY part FOR UPDATE',
    [body.observation, body.of],
  );
  if (rows.length < body.of) return null;
  await tx.query('DELETE FROM observation_part WHERE system = $1 AND begun <= $2', [body.system, body.begun]);
  return rows.flatMap(({ holdings }) => holdings);
}

/** Takes in one part of an observation; when it is complete, compares what the target holds with what is reserved. */
export async function takeObservation(deps: PolicyDeps, tx: EntityManager, body: Observed): Promise<void> {
  const holdings = await gather(tx, body);
  if (!holdings) return;
  const seen = new Set(holdings.map((holding) => placeKey({ system: body.system, ...holding })));
  const lines = await linesOf(tx, body.system);
  for (const line of lines) await observeLine(tx, line, lines, seen, body.begun);
  await reportStrangers(deps, tx, body, holdings, lines);
}

async function observeLine(
  tx: EntityManager,
  line: PlacedLine,
  lines: readonly PlacedLine[],
  seen: ReadonlySet<string>,
  begun: number,
): Promise<void> {
  const explained = lines.some(
    (other) =>
      other.reservation !== line.reservation &&
      placeKey(other) === placeKey(line) &&
      ['applied', 'held'].includes(other.state),
  );
  const to = afterObservation(line, seen.has(placeKey(line)), begun, explained);
  if (to === line.state) return;
  await moveLine(tx, line, to, null);
  if (to === 'absent') await releaseIfAbsent(tx, line.reservation);
}

/** Access that nobody reserved is a finding until it is gone. */
async function reportStrangers(
  deps: PolicyDeps,
  tx: EntityManager,
  { system }: Observed,
  holdings: readonly Holding[],
  lines: readonly PlacedLine[],
): Promise<void> {
  const ordered = new Set(lines.map(placeKey));
  const strangers = holdings
    .map((holding) => ({ system, ...holding }))
    .filter((holding) => !ordered.has(placeKey(holding)));
  const at = deps.clock.now();
  await closeFindings(tx, 'ACCESS_NEVER_ORDERED', `${system} `, strangers.map(placeKey), at);
  for (const stranger of strangers) {
    const message = `\`${stranger.account}\` holds \`${stranger.permission}\`, granted by \`${stranger.grantor ?? 'unknown'}\`, without an order`;
    await openFinding(tx, { code: 'ACCESS_NEVER_ORDERED', subject: placeKey(stranger), message }, at);
  }
}
