import type { Answered, Ended } from '@countersign/contracts/connector';
import type { EntityManager } from 'typeorm';
import { openFinding } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { linesAt, moveLine } from './line.store.js';
import { afterAnswer } from './place.decision.js';

/** Takes in what a connector says a place looks like now. `iat` (ms) is when it said so. Its findings become ours. */
export async function takeAnswer(
  deps: PolicyDeps,
  tx: EntityManager,
  body: Answered | Ended,
  iat: number,
): Promise<void> {
  for (const finding of body.findings)
    await openFinding(
      tx,
      { ...finding, subject: `${body.system} ${body.account} ${body.permission}` },
      deps.clock.now(),
    );
  if ('outcome' in body) await reportRefusals(deps, tx, body);
  for (const line of await linesAt(tx, body)) {
    if (line.answeredAt !== null && line.answeredAt > iat) continue;
    const to = afterAnswer(line, body.state);
    await moveLine(tx, line, to, iat);
    if (to === 'gone')
      await tx.query(`UPDATE reservation SET state = 'ending' WHERE id = $1 AND state = 'live'`, [
        line.reservation,
      ]);
  }
}

/** What a connector could not verify must be looked at: somebody ordered what nobody cleared, or a document is missing. */
async function reportRefusals(deps: PolicyDeps, tx: EntityManager, body: Answered): Promise<void> {
  const codes = body.results
    .filter(({ result }) => result === 'refused')
    .map(({ code }) => code ?? 'UNKNOWN');
  if (body.outcome === 'refused') codes.push(body.code ?? 'UNKNOWN');
  if (codes.length === 0) return;
  const subject = `${body.system} ${body.account} ${body.permission} ${body.token}`;
  const message = `the connector refused order \`${body.order}\`: ${codes.join(', ')}`;
  await openFinding(tx, { code: 'ORDER_REFUSED', subject, message }, deps.clock.now());
}
