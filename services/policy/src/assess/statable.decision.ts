import type { Conflict, Step } from '@countersign/conflicts';
import type { ConflictSummary, PathStep } from '@countersign/contracts';

/** A step beside which nothing stands. */
type PlainStep = Extract<PathStep, { step: 'confers' }>['others'][number][number];

/** Bounds of the statements that carry an assessment (contracts: policy.assessed.v1, policy.vetoed.v1). */
const most = {
  ...{ conflicts: 100, objects: 50, legs: 16, steps: 32, others: 7, excluded: 1_000, roots: 256 },
} as const;
/** Most characters of all conflicts, lines and persons together: a statement of this size still travels. */
const mostCharacters = 150_000;
/** Of warnings: what only warns takes no room from the documents that a grant rests on. */
const mostCharactersOfWarnings = 20_000;

/** The steps that stand alone: `meets` says only what the leg says already. */
function plainStep(step: Step): PlainStep[] {
  if (step.step === 'meets') return [];
  if (step.step === 'controls')
    return [{ step: 'controls', from: step.from, to: step.to, how: step.how }] as PlainStep[];
  if (step.step === 'contains')
    return [{ step: 'contains', role: step.role, item: step.item }] as PlainStep[];
  if (step.step === 'confers') return [{ step: 'confers', edge: step.edge, gives: step.gives }];
  const { identity, item, state, scope } = step;
  return [
    { step: 'holds', identity, item, state, ...(Object.keys(scope ?? {}).length > 0 ? { scope } : {}) },
  ] as PlainStep[];
}

/** What stands beside an edge, in a row: an edge inside comes after all that leads to it. */
const flattened = (path: readonly Step[]): PlainStep[] =>
  path.flatMap((step) => [
    ...(step.step === 'confers' ? step.others.flatMap(flattened) : []),
    ...plainStep(step),
  ]);

const pathStep = (step: Step): PathStep[] =>
  step.step === 'confers'
    ? [{ step: 'confers', edge: step.edge, gives: step.gives, others: step.others.map(flattened) }]
    : (plainStep(step) as PathStep[]);

/** The objects that a region tells apart, each once; none where the rule looks at no dimension. */
function objectsOf({ windows }: Pick<Conflict, 'windows'>): Record<string, string>[] {
  const distinct = new Map(windows.map(({ object }) => [JSON.stringify(object), { ...object }]));
  return [...distinct.values()].filter((object) => Object.keys(object).length > 0);
}

/** A conflict as statements carry it: the path of each leg without what only the engine needs. */
export function summaryOf(conflict: Conflict): ConflictSummary {
  const { rule, version, title, kind, effect, root, class: change, covered, legs } = conflict;
  const paths = legs.map(({ duty, path }) => ({ duty, path: path.flatMap(pathStep) }));
  const objects = objectsOf(conflict);
  return {
    rule,
    version,
    title,
    kind,
    effect,
    root,
    class: change,
    covered,
    objects,
    legs: paths,
  } as ConflictSummary;
}

const fits = ({ legs, objects }: ConflictSummary): boolean =>
  objects.length <= most.objects &&
  legs.length <= most.legs &&
  legs.every(({ path }) => path.length <= most.steps && path.every(fitsStep));

const fitsStep = (step: PathStep): boolean =>
  step.step !== 'confers' ||
  (step.others.length <= most.others && step.others.every((other) => other.length <= most.steps));

/** As many conflicts as one statement can carry, in their order. `room`: characters that are left for them. */
export function statable(
  conflicts: readonly ConflictSummary[],
  room: number = mostCharacters,
): ConflictSummary[] {
  const chosen: ConflictSummary[] = [];
  let left = room;
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
export function canBeStated(stated: Stated): boolean {
  const { conflicts, excluded, roots } = stated;
  return (
    conflicts.length <= most.conflicts &&
    conflicts.every(fits) &&
    excluded.length <= most.excluded &&
    roots.length <= most.roots &&
    charactersOf(stated) <= mostCharacters
  );
}

const charactersOf = ({ conflicts, lines, excluded, roots }: Stated): number =>
  JSON.stringify({ conflicts, lines, excluded, roots }).length;

/** As many warnings as have room beside what must be said: they hold nothing up. */
export const statableBeside = (stated: Stated, warnings: readonly ConflictSummary[]): ConflictSummary[] =>
  statable(warnings, Math.min(mostCharactersOfWarnings, mostCharacters - charactersOf(stated)));
