import { type Conflict, judge } from '@countersign/conflicts';
import type { EntityManager } from 'typeorm';
import { matrixOf } from '../assess/matrix.js';
import type { PolicyDeps } from '../policy-deps.js';
import { lockGraphShared } from '../world/graph-lock.store.js';
import { markScanned, takeRootsToScan } from '../world/root.store.js';
import { worldOf } from '../world/world.store.js';
import type { Finding } from './finding.js';
import { keepFindings } from './finding.store.js';

/** Roots looked at per run of the timer. */
const batch = 20;

/** Whether a rule forbids what it finds: what people may decide on they have decided on. */
const isForbidden = ({ effect, rollout }: Conflict): boolean =>
  effect === 'prohibit' && rollout === 'enforce';

/**
 * Looks at everything that roots hold, whose control, law or reality has changed since they were judged, and makes a finding of each
 * conflict that arose outside of a request: two identities turned out to be one, a rule is new, somebody was given something in the target
 * (INVARIANTS I11). A finding that no longer holds is closed. Run by a timer; safe to run side by side.
 */
export async function scanRoots(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  await lockGraphShared(tx);
  const roots = await takeRootsToScan(tx, batch);
  const at = deps.clock.now();
  for (const root of roots) {
    const scope = { codes: ['CONFLICT_HELD'], prefix: `${root} ` };
    await keepFindings(tx, scope, await conflictsHeld(deps, tx, root, at), at);
  }
  await markScanned(tx, roots);
}

/** What one root holds is judged as though it asked for all of it now. */
async function conflictsHeld(
  deps: PolicyDeps,
  tx: EntityManager,
  root: string,
  at: number,
): Promise<Finding[]> {
  const { bundle } = deps.trust();
  const { grants, ...world } = await worldOf(tx, [root], at, bundle);
  const { conflicts } = judge(matrixOf(bundle), { ...world, grants: [] }, { drop: [], add: grants }, at);
  return conflicts
    .filter((conflict) => isForbidden(conflict) && [conflict.root, ...conflict.sameFor].includes(root))
    .map(({ rule, title, legs }) => ({
      code: 'CONFLICT_HELD',
      subject: `${root} ${rule}`,
      message:
        `\`${root}\` holds what ${rule} (${title}) forbids: ${legs.map(({ duty }) => duty).join(', ')}`.slice(
          0,
          600,
        ),
    }));
}
