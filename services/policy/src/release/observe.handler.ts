import type { Observed, Seen } from '@countersign/contracts/observer';
import { takeLook } from '@countersign/service-kit/observations';
import type { EntityManager } from 'typeorm';
import { isLawInForce } from '../assess/law-read.store.js';
import type { Finding } from '../findings/finding.js';
import { closeOthers, keepFindings, openFindings } from '../findings/finding.store.js';
import type { PolicyDeps } from '../policy-deps.js';
import type { LineState } from '../life/line-life.decision.js';
import { markDue } from '../requests/due.store.js';
import {
  accountsWithNews,
  adoptedIn,
  besideIn,
  keepBeside,
  type Place,
} from '../world/access-beside.store.js';
import { lockGraphAlone } from '../world/graph-lock.store.js';
import { touchRoots } from '../world/touch-roots.handler.js';
import { compare, comparisonCodes, neverOrdered } from './compare.decision.js';
import { linesOf, moveLines } from './line.store.js';
import { afterObservation, explainedByOthers, type PlacedLine, placeKey } from './place.decision.js';
import { watchersOf } from './watchers.js';
import { releaseIfAbsent } from './release.handler.js';

/** What a connector says of a place that somebody else gave and it may not take back: so until a look that began later finds nothing there. */
const staysCode = 'GRANTOR_OUT_OF_REACH';

/**
 * Takes in one part of an observation; when it is complete, compares what the target holds with what is reserved. INVARIANT: the graph's lock,
 * alone, comes before that of any line: nobody judges while reality changes, and whoever waits for a line holds no part of the graph. While the
 * chain of the connector or the observer is open nothing is free and nothing counts as gone: the newest answer may be the one that has not come.
 * What has which name, and whose judgement it is, the law in force says: where this process remembers an earlier one the look is left out, and the
 * next one, seconds later, tells the same.
 */
export async function takeObservation(deps: PolicyDeps, tx: EntityManager, body: Observed): Promise<void> {
  const seen = await takeLook(deps, tx, body);
  if (!seen) return;
  const { system, begun } = seen;
  await lockGraphAlone(tx);
  const { number } = deps.trust().bundle;
  if (!(await isLawInForce(tx, number)))
    return deps.log.warn('a look is left out: a newer bundle was accepted than this process has read', {
      system,
      number,
    });
  const places = new Set(seen.holdings.map((holding) => placeKey({ system, ...holding })));
  const lines = await linesOf(tx, system, begun);
  const unsure = await isUnsure(deps, tx, system);
  const remembered = unsure ? await besideIn(tx, system) : [];
  await takeReality(deps, tx, seen, [...neverOrdered(seen, lines), ...remembered]);
  const findings = compare(seen, lines, await adoptedIn(tx, system, deps.trust().bundle));
  if (unsure) await openFindings(tx, findings, deps.clock.now());
  else await closeUnseen(tx, seen, findings, [...places], deps.clock.now());
  const isExplained = explainedByOthers(lines);
  const after = (line: PlacedLine) =>
    afterObservation(line, places.has(placeKey(line)), begun, isExplained(line));
  const moved = lines.map((line) => ({ line, to: after(line) })).filter(({ line, to }) => to !== line.state);
  await moveLines(tx, linesTo(moved, 'held'), 'held');
  if (unsure) return;
  const absent = linesTo(moved, 'absent');
  await moveLines(tx, absent, 'absent');
  for (const reservation of new Set(absent.map((line) => line.reservation)))
    await releaseIfAbsent(deps, tx, reservation);
}

/** What a look no longer finds is over: what was compared, and what a connector said of places where nothing is any more. */
async function closeUnseen(
  tx: EntityManager,
  { system, begun }: Seen,
  findings: readonly Finding[],
  places: readonly string[],
  at: number,
): Promise<void> {
  const prefix = `${system} `;
  await keepFindings(tx, { codes: comparisonCodes, prefix }, findings, at);
  await closeOthers(tx, { code: staysCode, prefix, since: begun }, places, at);
}

const linesTo = (
  moved: readonly { readonly line: PlacedLine; readonly to: LineState }[],
  state: LineState,
): PlacedLine[] => moved.filter(({ to }) => to === state).map(({ line }) => line);

/**
 * Whether the newest answer may be one that has not come, the look may be by whoever else has the observer's key, or nobody can tell which of the two
 * watchers spoke later, because their clocks differ.
 */
async function isUnsure(deps: PolicyDeps, tx: EntityManager, system: string): Promise<boolean> {
  const watchers = watchersOf(system);
  for (const watcher of watchers) if (await deps.hasGap(tx, watcher)) return true;
  return (await deps.clocks.skews(tx, watchers)).length > 0;
}

/**
 * What a target holds beside our orders counts in every judgement. Where that has changed, what was cleared on the old reality counts no longer.
 */
async function takeReality(
  deps: PolicyDeps,
  tx: EntityManager,
  seen: Seen,
  places: readonly Place[],
): Promise<void> {
  const { bundle } = deps.trust();
  const accounts = await accountsWithNews(tx, seen.system, places, bundle);
  const at = deps.clock.now();
  await keepBeside(tx, seen, places, bundle);
  if (accounts.length === 0) return;
  const { identities } = await touchRoots(tx, accounts, at, { at, bundle });
  await markDue(tx, identities, at);
}
