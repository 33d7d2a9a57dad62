import type { Answered, Ended } from '@countersign/contracts/connector';
import { largestTokenStep } from '@countersign/contracts/provisioning';
import type { EntityManager } from 'typeorm';
import { endReservation, markRefused } from '../clear/reservation.store.js';
import { closeFinding, openFinding } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import { linesAt, moveLine } from './line.store.js';
import { afterAnswer, isStale, placeKey } from './place.decision.js';

/**
 * Takes in what a connector says a place looks like now, said at `iat` (ms, its clock). What speaks of an earlier order than it has spoken of
 * before is no news, and what claims to speak of an order that nobody can have given is none. Its findings become ours.
 */
export async function takeAnswer(
  deps: PolicyDeps,
  tx: EntityManager,
  body: Answered | Ended,
  iat: number,
): Promise<void> {
  const at = deps.clock.now();
  for (const finding of body.findings) await openFinding(tx, { ...finding, subject: placeKey(body) }, at);
  if ('outcome' in body) await reportRefusals(tx, body, at);
  if ('outcome' in body && body.newest > body.token + largestTokenStep) return;
  const spoken = { token: spokenToken(body), iat };
  for (const line of await linesAt(tx, body, at)) {
    if (isStale(line, spoken)) continue;
    const to = afterAnswer(line, body.state);
    await moveLine(tx, line, to, spoken);
    if (to === 'gone') await endReservation(tx, line.request);
  }
  if ('outcome' in body) await markRefused(tx, refusedIn(body));
}

/** The newest order that an answer can be about: one that was not carried out says how far the place has come, not how far it was asked to. */
const spokenToken = (body: Answered | Ended): number =>
  'outcome' in body && body.outcome !== 'done' ? body.newest : body.token;

/** The clearances that an answer refuses to carry out, for good. */
const refusedIn = ({ results }: Answered): string[] =>
  results.filter(({ result }) => result === 'refused').map(({ clearance }) => clearance);

/** What a connector could not verify must be looked at, until it carries out an order for the same place. */
async function reportRefusals(tx: EntityManager, body: Answered, at: number): Promise<void> {
  const codes = body.results
    .filter(({ result }) => result === 'refused')
    .map(({ code }) => code ?? 'UNKNOWN');
  if (body.outcome === 'refused') codes.push(body.code ?? 'UNKNOWN');
  const [code, subject] = ['ORDER_REFUSED', placeKey(body)];
  const message = `the connector refused order \`${body.order}\`: ${codes.join(', ')}`;
  if (codes.length > 0) await openFinding(tx, { code, subject, message }, at);
  else if (body.outcome === 'done') await closeFinding(tx, code, subject, at);
}
