import { type Conflict, judge } from '@countersign/conflicts';
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
import { keepFindings } from './finding.store.js';
import { scanReleased } from './released.store.js';

const code = 'CONFLICT_HELD';
const power = 'POWER_RECOGNISED';
const recorded = 'CONFLICT_RECORDED';
const codes = [code, recorded, power, earlierVersion];
/** Holds after which nothing was judged at all. */
const unjudged = ['NO_RULES', 'NO_BUNDLE', 'BUDGET_EXCEEDED'];
/** Roots looked at per run of the timer. */
const batch = 40;
/** How long (ms) an open finding stands before its root is looked at again: what it was for may be gone. */
const againMs = 60_000;

/** Whether a rule forbids what it finds, or would if it was enforced: what people may decide on they have decided on, what an exception covers is approved. */
const isForbidden = ({ effect, covered }: Conflict): boolean =>
  effect === 'never-approvable' || (effect === 'prohibit' && !covered);

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

/** What cannot be judged now closes no finding; it is scanned again when something touches the root. */
async function scanRoot(deps: PolicyDeps, tx: EntityManager, scan: Scan): Promise<void> {
  const { root, at } = scan;
  const { bundle } = deps.trust();
  const held = await conflictsHeld(tx, bundle, scan);
  const others = [
    ...powersOf(bundle, root, at),
    ...(await earlierVersions(tx, bundle, root, settledBy(bundle, at))),
  ];
  if (held) await keepFindings(tx, { codes, prefix: `${root} ` }, [...held, ...others], at);
  await markScanned(tx, root, at);
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

/** What one root holds is judged as though it asked for all of it now; null when there is no law to judge by. */
async function conflictsHeld(
  tx: EntityManager,
  bundle: Bundle,
  { graph, root, at }: Scan,
): Promise<Finding[] | null> {
  const { grants, ...world } = await worldOf(tx, graph, root, { at, bundle });
  const { conflicts, holds } = judge(
    matrixOf(bundle),
    { ...world, grants: [] },
    { drop: [], add: grants },
    at,
  );
  if (holds.some(({ code: why }) => unjudged.includes(why))) return null;
  return conflicts
    .filter((conflict) => isForbidden(conflict) && [conflict.root, ...conflict.sameFor].includes(root))
    .map((conflict) => findingOf(conflict, root, settledBy(bundle, at)));
}

/** What a rule in force forbids has a deadline; what one in `record` or `warn` would forbid is shown before that refuses anybody. */
function findingOf({ rule, title, legs, rollout }: Conflict, root: string, dueAt: number): Finding {
  const what = `${rule} (${title})`;
  const duties = legs.map(({ duty }) => duty).join(', ');
  const subject = `${root} ${rule}`;
  if (rollout === 'enforce')
    return { code, subject, message: shown(`\`${root}\` holds what ${what} forbids: ${duties}`), dueAt };
  const message = shown(`\`${root}\` holds what ${what}, in \`${rollout}\` yet, would forbid: ${duties}`);
  return { code: recorded, subject, message };
}

const shown = (message: string): string => message.slice(0, 600);
