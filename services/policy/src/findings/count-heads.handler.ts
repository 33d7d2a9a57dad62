import { EVERYBODY } from '@countersign/conflicts';
import { eachApart } from '@countersign/service-kit/persistence';
import { settledBy } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { isLawInForce } from '../assess/law-read.store.js';
import { matrixOfRule } from '../assess/matrix.js';
import type { PolicyDeps } from '../policy-deps.js';
import { lockGraphShared } from '../world/graph-lock.store.js';
import { headCounts } from '../world/law-reach.decision.js';
import { worldOfHolders } from '../world/world.store.js';
import type { Finding } from './finding.js';
import { closeFinding, openFinding } from './finding.store.js';
import { markCounted, takeHeadCount } from './head-count.store.js';
import { conflictsHeld, findingOf, findingUnjudged, held, notJudged, recorded } from './held-conflicts.js';

/** How long (ms) after a rule was counted it is counted again: facts, targets and time change heads without a request. */
const againMs = 60_000;

/**
 * Counts the heads of one rule on holders, as judgement counts them, and makes a finding of it where more hold than the rule allows: it is new, two who were one are
 * two, somebody was given it in a target (INVARIANTS I11). A finding that no longer holds is closed, also where the law has no such rule any more; what cannot be
 * judged closes none. At once under a new law, else each rule once a minute; one rule a run, so that nobody waits long for the graph's lock. By no
 * earlier law than the one in force. Run by a timer; safe to run side by side.
 */
export async function countHeads(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  await lockGraphShared(tx);
  if (!(await isLawInForce(tx, deps.trust().bundle.number))) return;
  const at = deps.clock.now();
  const taken = await takeHeadCount(tx, at - againMs, at);
  await eachApart(
    tx,
    taken === null ? [] : [taken],
    (rule) => countRule(deps, tx, rule, at),
    (rule, error) => deps.log.error('holders of a rule cannot be counted', { rule, error }),
  );
}

async function countRule(deps: PolicyDeps, tx: EntityManager, rule: string, at: number): Promise<void> {
  const subject = `${EVERYBODY} ${rule}`;
  const found = await tooMany(deps, tx, rule, at);
  if (found === null) return openFinding(tx, findingUnjudged(subject), at);
  for (const code of [held, recorded, notJudged].filter((other) => other !== found?.code))
    await closeFinding(tx, code, subject, at);
  if (found) await openFinding(tx, found, at);
  await markCounted(tx, rule, deps.trust().bundle.number);
}

/** The finding that more hold than a rule allows; undefined where they do not, or there is no such rule; null when it cannot be judged. */
async function tooMany(
  deps: PolicyDeps,
  tx: EntityManager,
  rule: string,
  at: number,
): Promise<Finding | undefined | null> {
  const { bundle } = deps.trust();
  const count = headCounts(bundle).find((one) => one.rule === rule);
  if (!count) return undefined;
  const world = await worldOfHolders(tx, count, { at, bundle });
  const conflicts = conflictsHeld(matrixOfRule(bundle, rule), world, at);
  if (conflicts === null) return null;
  return conflicts.map((conflict) => findingOf(conflict, EVERYBODY, settledBy(bundle, at)))[0];
}
