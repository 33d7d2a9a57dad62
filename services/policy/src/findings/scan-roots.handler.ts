import type { World } from '@countersign/conflicts';
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
import { takenOver, takeOverAboveBound } from './taken-over.js';

const power = 'POWER_RECOGNISED';
/** Those that come of one judgement; without it none of them is closed. */
const judged = [held, recorded, notJudged, power, earlierVersion];
const codes = [...judged, takeOverAboveBound];
/** Roots looked at per run of the timer. */
const batch = 40;
/** How long (ms) an open finding stands before its root is looked at again: what it was for may be gone. */
const againMs = 60_000;

/**
 * Looks at everything that roots hold, whose control, law or reality has changed since they were judged, or who have lost something, and makes a finding of each
 * conflict that arose outside of a request: two identities turned out to be one, a rule is new, somebody was given something in the target
 * (INVARIANTS I11), also by a rule that is not enforced yet; of powers that are left out of judgement, of more power to take others over than the law lets one have, and of
 * roles that somebody has in an earlier version. A finding that no longer holds is closed. By no earlier law than the one in force: what was found under that would be closed, and not looked for again. Run by a timer;
 * safe to run side by side.
 */
export async function scanRoots(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  await lockGraphShared(tx);
  if (!(await isLawInForce(tx, deps.trust().bundle.number))) return;
  const at = deps.clock.now();
  await scanReleased(tx, deps.trust().bundle, at);
  const roots = await takeRootsToScan(tx, codes, { at, before: at - againMs }, batch);
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

/** What cannot be judged now closes no finding of its kind and is one itself, so that it is scanned again. Too much power is told also where conflicts are not. */
async function scanRoot(deps: PolicyDeps, tx: EntityManager, { graph, root, at }: Scan): Promise<void> {
  const { bundle } = deps.trust();
  const world = await worldOf(tx, graph, root, { at, bundle });
  const conflicts = conflictsOf(bundle, world, root, at);
  const reach = takenOver(bundle, world, root, at);
  const [prefix, unjudged] = [`${root} `, findingUnjudged(`${root} rules`)];
  if (conflicts) {
    const earlier = await earlierVersions(tx, bundle, root, settledBy(bundle, at));
    const others = [...powersOf(bundle, root, at), ...earlier, ...(reach ? [] : [unjudged])];
    await keepFindings(tx, { codes: judged, prefix }, [...conflicts, ...others], at);
  } else await openFinding(tx, unjudged, at);
  if (reach) await keepFindings(tx, { codes: [takeOverAboveBound], prefix }, reach.findings, at);
  const under = conflicts && reach && bundle.number;
  await markScanned(tx, root, { at, under, lookAt: reach?.lookAt ?? null });
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
const conflictsOf = (bundle: Bundle, world: World, root: string, at: number): Finding[] | null =>
  conflictsHeld(matrixOf(bundle), world, at)
    ?.filter((conflict) => [conflict.root, ...conflict.sameFor].includes(root))
    .map((conflict) => findingOf(conflict, root, settledBy(bundle, at))) ?? null;
