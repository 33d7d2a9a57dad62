import { eachApart } from '@countersign/service-kit/persistence';
import { type Bundle, settledBy } from '@countersign/statement';
import type { EntityManager } from 'typeorm';
import { isLawInForce } from '../assess/law-read.store.js';
import { matrixOf } from '../assess/matrix.js';
import type { PolicyDeps } from '../policy-deps.js';
import { lockGraphShared } from '../world/graph-lock.store.js';
import { markScanned, takeRootsToScan } from '../world/root.store.js';
import { recognisedOf } from '../world/law-facts.decision.js';
import { type Graph, readGraph } from '../world/graph.store.js';
import { worldOf } from '../world/world.store.js';
import { earlierVersion, earlierVersions } from './earlier-versions.store.js';
import type { Finding } from './finding.js';
import { keepFindings, openFinding } from './finding.store.js';
import {
  conflictsHeld,
  findingOf,
  findingUnjudged,
  held,
  notJudged,
  recorded,
  shown,
} from './held-conflicts.js';
import { scanReleased } from './released.store.js';

const power = 'POWER_RECOGNISED';
const codes = [held, recorded, notJudged, power, earlierVersion];
/** Roots looked at per run of the timer. */
const batch = 40;
/** How long (ms) an open finding stands before its root is looked at again: what it was for may be gone. */
const againMs = 60_000;

/**
 * Looks at everything that roots hold, whose control, law or reality has changed since they were judged, or who have lost something, and makes a finding of each
 * conflict that arose outside of a request: two identities turned out to be one, a rule is new, somebody was given something in the target
 * (INVARIANTS I11), also by a rule that is not enforced yet; and of powers that are left out of judgement, and of roles that somebody has in an earlier version. A finding that no longer
 * holds is closed. By no earlier law than the one in force: what was found under that would be closed, and not looked for again. Run by a timer;
 * safe to run side by side.
 */
export async function scanRoots(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  await lockGraphShared(tx);
  if (!(await isLawInForce(tx, deps.trust().bundle.number))) return;
  const at = deps.clock.now();
  await scanReleased(tx, deps.trust().bundle, at);
  const roots = await takeRootsToScan(tx, codes, at - againMs, batch);
  if (roots.length === 0) return;
  const graph = await readGraph(tx, { bundle: deps.trust().bundle, around: roots });
  await eachApart(
    tx,
    roots,
    (root) => scanRoot(deps, tx, { graph, root, at }),
    (root, error) => deps.log.error('a root cannot be scanned', { root, error }),
  );
}

/** Which root, in which part of the control graph, at which instant (ms). */
interface Scan {
  readonly graph: Graph;
  readonly root: string;
  readonly at: number;
}

/** What cannot be judged now closes no finding and is one itself, so that it is scanned again. */
async function scanRoot(deps: PolicyDeps, tx: EntityManager, scan: Scan): Promise<void> {
  const { root, at } = scan;
  const { bundle } = deps.trust();
  const conflicts = await conflictsOf(tx, bundle, scan);
  const others = [
    ...powersOf(bundle, root, at),
    ...(await earlierVersions(tx, bundle, root, settledBy(bundle, at))),
  ];
  if (conflicts) await keepFindings(tx, { codes, prefix: `${root} ` }, [...conflicts, ...others], at);
  else await openFinding(tx, findingUnjudged(`${root} rules`), at);
  await markScanned(tx, root, { at, under: conflicts && bundle.number });
}

/** What a root is known to be able to take over stays in sight: it is left out of judgement, not of what people see. */
const powersOf = (bundle: Bundle, root: string, at: number): Finding[] =>
  recognisedOf(bundle)
    .filter(
      (record) => record.root === root && record.window.from <= at && at < (record.window.until ?? Infinity),
    )
    .map(({ how, control }) => ({
      code: power,
      subject: `${root} ${how}`,
      message: shown(
        `\`${root}\` can take others over (${how}), which is left out of judgement because of: ${control}`,
      ),
    }));

/** What one root holds and is forbidden; null when it cannot be judged. */
async function conflictsOf(
  tx: EntityManager,
  bundle: Bundle,
  { graph, root, at }: Scan,
): Promise<Finding[] | null> {
  const world = await worldOf(tx, graph, root, { at, bundle });
  const conflicts = conflictsHeld(matrixOf(bundle), world, at);
  return (
    conflicts
      ?.filter((conflict) => [conflict.root, ...conflict.sameFor].includes(root))
      .map((conflict) => findingOf(conflict, root, settledBy(bundle, at))) ?? null
  );
}
