import type { Observed } from '@countersign/contracts/observer';
import type { EntityManager } from 'typeorm';
import { keepFindings } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { compare, comparisonCodes } from './compare.decision.js';
import { linesOf, moveLine } from './line.store.js';
import { gather } from './observation.store.js';
import { afterObservation, type PlacedLine, placeKey } from './place.decision.js';
import { releaseIfAbsent } from './release.handler.js';

/** Takes in one part of an observation; when it is complete, compares what the target holds with what is reserved. */
export async function takeObservation(deps: PolicyDeps, tx: EntityManager, body: Observed): Promise<void> {
  const seen = await gather(tx, body);
  if (!seen) return;
  const { system, begun } = seen;
  const places = new Set(seen.holdings.map((holding) => placeKey({ system, ...holding })));
  const lines = await linesOf(tx, system, begun);
  const findings = compare(seen, lines);
  const scope = { codes: comparisonCodes, prefix: `${system} ` };
  await keepFindings(tx, scope, findings, deps.clock.now());
  for (const line of lines) {
    const to = afterObservation(line, places.has(placeKey(line)), begun, explainedByOther(line, lines));
    if (to === line.state) continue;
    await moveLine(tx, line, to, null);
    if (to === 'absent') await releaseIfAbsent(deps, tx, line.reservation);
  }
}

/** Whether another reserved grant explains what is seen at the place of a line. */
const explainedByOther = (line: PlacedLine, lines: readonly PlacedLine[]): boolean =>
  lines.some(
    (other) =>
      other.reservation !== line.reservation &&
      placeKey(other) === placeKey(line) &&
      ['applied', 'held'].includes(other.state),
  );
