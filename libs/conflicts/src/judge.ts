import { Budget, BudgetExceededError, DEFAULT_BUDGET } from './budget.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { InstantError } from './conflicts.errors.js';
import type { Change, World } from './facts.js';
import { isForbidden } from './finding.js';
import { type Findings, findingsOf } from './findings.js';
import { bundleHolds, changeHolds, inOrder, reachHolds } from './holds.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict, Hold, Judgement } from './judgement.js';
import { latestCut } from './latest-cut.js';
import { malformedFacts } from './malformed.js';
import { isMonotone, openInquiry } from './open-inquiry.js';
import { dualApproval, outcomeOf } from './outcome.js';
import { isRemoval } from './removal.js';
import { showOnce } from './show-once.js';
import { staleSources } from './stale.js';
import { standing } from './standing.js';
import { reachOfTouched } from './touched-roots.js';
import { isInstant } from './window.js';

/** What a judgement may take. */
export interface JudgeOptions {
  /** Steps, after which the change is held. Default: `DEFAULT_BUDGET`. */
  readonly budget?: number;
}

/**
 * Judges a change against the facts, whole, at one instant. Pure; what cannot be judged is a `hold`.
 * A removal (nothing of after outside a grant or control of before) always passes, also without a bundle; where it
 * breaks a prerequisite or a head count that is listed. The order of answers is that of SEMANTICS §4: a prohibit that
 * stands without what only stale sources tell outranks every hold.
 * @param matrix the active bundle; `null` when there is no valid one, then only removals pass
 * @param at instant of judgement, ms since the epoch; only what lies at it or after it is judged
 * @throws InstantError when `at` is no instant
 */
export function judge(
  matrix: ConflictMatrix | null,
  world: World,
  change: Change,
  at: number,
  { budget: steps = DEFAULT_BUDGET }: JudgeOptions = {},
): Judgement {
  if (!isInstant(at)) throw new InstantError(at);
  const unusable = bundleHolds(matrix);
  const removes = isRemoval(world, change, at);
  if (matrix === null || unusable.length > 0) return removes ? passing([]) : held(unusable);
  try {
    const budget = new Budget(steps);
    const inquiry = openInquiry(matrix, world, change, at, budget);
    return removes ? judgeRemoval(inquiry) : judgeRequest(inquiry, world, change, budget);
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error;
    const reasons = [...changeHolds(matrix, world, change, at), ...malformedFacts(matrix, world, change)];
    return removes ? passing([]) : held([...reasons, { code: 'BUDGET_EXCEEDED', message: error.message }]);
  }
}

function passing(conflicts: readonly Conflict[]): Judgement {
  return { outcome: 'pass', demands: { dualApproval: [], maxUntil: null }, conflicts, holds: [] };
}

function held(holds: readonly Hold[]): Judgement {
  return { ...passing([]), outcome: 'hold', holds: inOrder(holds) };
}

/** Never vetoed or held, needs nothing; what it breaks becomes a finding. */
function judgeRemoval(inquiry: Inquiry): Judgement {
  const rules = inquiry.rules.filter((rule) => !isMonotone(rule));
  const { conflicts } = findingsOf({ ...inquiry, rules });
  return passing(told(inquiry, conflicts).map((conflict) => ({ ...conflict, vetoes: false })));
}

function judgeRequest(inquiry: Inquiry, world: World, change: Change, budget: Budget): Judgement {
  const { matrix, at } = inquiry;
  const findings = findingsOf(inquiry);
  const { conflicts } = findings;
  const reached = reachOfTouched(inquiry, findings, (all) => mayHold(matrix, world, all, at));
  const { stands, stale } = standing(inquiry, conflicts, reached, world, change, budget);
  const holds = inOrder([
    ...changeHolds(matrix, world, change, at),
    ...malformedFacts(matrix, world, change),
    ...reachHolds(matrix, world, reached, at),
    ...stale,
  ]);
  const shown = told(inquiry, conflicts);
  const vetoing = conflicts.filter(({ vetoes }) => vetoes);
  const isMendable = holds.length === 0 && vetoing.length > 0 && !vetoing.some(isForbidden);
  return {
    outcome: outcomeOf(stands, stale.length > 0, vetoing.length > 0, holds.length > 0),
    demands: {
      dualApproval: dualApproval(matrix.rules, conflicts),
      maxUntil: isMendable ? latestCut(inquiry, vetoing, world, change, budget) : null,
    },
    conflicts: shown,
    holds,
  };
}

/** Whether anything about these identities could hold a change. */
function mayHold(matrix: ConflictMatrix, world: World, all: ReadonlySet<string>, at: number): boolean {
  return staleSources(world, at).length > 0 || reachHolds(matrix, world, all, at).length > 0;
}

function told({ viewOf, budget }: Inquiry, conflicts: Findings['conflicts']): Conflict[] {
  return showOnce(conflicts, (root) => viewOf(root).reach('after'), budget);
}
