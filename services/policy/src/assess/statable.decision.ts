import type { Conflict, Step } from '@countersign/conflicts';
import type { ConflictSummary, PathStep } from '@countersign/contracts';

/** Bounds of the statements that carry an assessment (contracts: policy.assessed.v1, policy.vetoed.v1). */
const most = { conflicts: 100, legs: 16, steps: 32, excluded: 1_000, roots: 256 } as const;
/** Most characters of all conflicts, lines and persons together: a statement of this size still travels. */
const mostCharacters = 150_000;

function pathStep(step: Step): PathStep[] {
  if (step.step === 'controls')
    return [{ step: 'controls', from: step.from, to: step.to, how: step.how }] as PathStep[];
  if (step.step === 'holds')
    return [{ step: 'holds', identity: step.identity, item: step.item, state: step.state }] as PathStep[];
  return step.step === 'contains'
    ? ([{ step: 'contains', role: step.role, item: step.item }] as PathStep[])
    : [];
}

/** A conflict as statements carry it: the path of each leg without what only the engine needs. */
export function summaryOf({
  rule,
  version,
  title,
  effect,
  root,
  class: kind,
  legs,
}: Conflict): ConflictSummary {
  const paths = legs.map(({ duty, path }) => ({ duty, path: path.flatMap(pathStep) }));
  return { rule, version, title, effect, root, class: kind, legs: paths } as ConflictSummary;
}

const fits = ({ legs }: ConflictSummary): boolean =>
  legs.length <= most.legs && legs.every(({ path }) => path.length <= most.steps);

/** As many conflicts as one statement can carry, in their order. */
export function statable(conflicts: readonly ConflictSummary[]): ConflictSummary[] {
  const chosen: ConflictSummary[] = [];
  let left = mostCharacters;
  for (const conflict of conflicts.filter(fits).slice(0, most.conflicts)) {
    left -= JSON.stringify(conflict).length;
    if (left < 0) break;
    chosen.push(conflict);
  }
  return chosen;
}

/** What an assessment would have to say. */
export interface Stated {
  readonly conflicts: readonly ConflictSummary[];
  readonly lines: readonly unknown[];
  readonly excluded: readonly string[];
  readonly roots: readonly unknown[];
}

/** Whether one statement can say all of it. Nobody votes on a part. */
export function canBeStated({ conflicts, lines, excluded, roots }: Stated): boolean {
  return (
    conflicts.length <= most.conflicts &&
    conflicts.every(fits) &&
    excluded.length <= most.excluded &&
    roots.length <= most.roots &&
    JSON.stringify({ conflicts, lines, excluded, roots }).length <= mostCharacters
  );
}
