/** All findings of one change (SEMANTICS §4): every root, every rule, every instant and every object is looked at. */
import type { ConflictClass, FullCase, ObjectOf, RegionRow, RuleDefinition, RuleKind } from './full-form.js';
import { exceedsBound } from './bounds.js';
import { Case } from './case.js';
import { Changes, type Classified, type Spot } from './classes.js';
import { coveringOf } from './exceptions.js';
import { Regions } from './regions.js';
import { kindOf } from './rules.js';
import { listedValues, rowsOf, unlisted, type Values } from './rows.js';
import { Witnesses } from './witness.js';

export interface OracleConflict {
  readonly rule: string;
  readonly kind: RuleKind;
  readonly root: string;
  readonly sameFor: readonly string[];
  readonly class: ConflictClass;
  readonly vetoes: boolean;
  readonly covered: boolean;
  readonly exceptions: readonly string[];
  readonly values: Values;
  readonly windows: readonly RegionRow[];
  readonly shownAt: number;
  readonly shownObject: ObjectOf;
  /** Steps of the shortest derivation of each leg met at `shownAt` on `shownObject`. */
  readonly steps: Readonly<Record<string, number>>;
}

/** Everything that is worked out for a case, in parts that share nothing but the definitions. */
export function changesOf(stated: FullCase): Changes {
  const regions = new Regions(new Case(stated));
  return new Changes(regions, regions.sides, new Witnesses(regions, regions.sides));
}

/** By rule, then root; `off` is not judged. */
export function findingsOf(changes: Changes): OracleConflict[] {
  const { book } = changes.regions.c.stated;
  const rules = book.rules.filter(({ rollout }) => rollout !== 'off').sort((a, b) => (a.id < b.id ? -1 : 1));
  return rules.flatMap((rule) =>
    rootsOf(changes, rule).flatMap((root) => findingOf(changes, root, rule) ?? []),
  );
}

const rootsOf = (changes: Changes, rule: RuleDefinition): readonly string[] =>
  'holders' in rule ? ['*'] : changes.regions.c.ids;

function findingOf(changes: Changes, root: string, rule: RuleDefinition): OracleConflict | null {
  const { c } = changes.regions;
  const ahead = changes.spots(root, rule, c.ahead);
  if (ahead.every(({ after }) => after.size === 0)) return null;
  const values = listedValues(ahead);
  const classified = changes.classify(root, rule, shownFirst(ahead, values));
  if (classified === null) return null;
  const touched = () => ahead.filter((spot) => changes.isTouched(root, rule, spot));
  const covering = coveringOf(c, root, rule, touched);
  return {
    rule: rule.id,
    kind: kindOf(rule),
    root,
    sameFor: [],
    class: classified.name,
    vetoes: vetoes(changes, root, rule, classified.name, covering.covered),
    ...covering,
    values,
    windows: rowsOf(ahead, values, c.instants.at(-1) ?? c.at),
    shownAt: classified.shown.t,
    shownObject: classified.shown.o.object,
    steps: stepsShown(changes, root, rule, classified),
  };
}

/** By instant; at one instant the objects that have rows come first, then those with the fewest values not listed. */
function shownFirst(ahead: readonly Spot[], values: Values): Spot[] {
  return [...ahead].sort((a, b) => a.t - b.t || unlisted(a, values) - unlisted(b, values));
}

/** Whether `repeats` of this rule pass. */
export const isLetPass = (rule: RuleDefinition, kind: ConflictClass): boolean =>
  kind === 'repeats' && rule.repeatsPass === true;

function vetoes(
  changes: Changes,
  root: string,
  rule: RuleDefinition,
  kind: ConflictClass,
  covered: boolean,
): boolean {
  if (rule.rollout !== 'enforce' || changes.sides.isRemoval) return false;
  if (rule.effect === 'time-bound')
    return exceedsBound(changes, root, rule, changes.spots(root, rule, changes.regions.c.instants));
  const isRefused = rule.effect === 'never-approvable' || (rule.effect === 'prohibit' && !covered);
  return isRefused && !isLetPass(rule, kind);
}

/** Shortest ways at the spot shown; a leg that is only witnessed anew is shown by a new witness alone. */
function stepsShown(
  changes: Changes,
  root: string,
  rule: RuleDefinition,
  { name, shown }: Classified,
): Record<string, number> {
  const { regions, sides, witnesses } = changes;
  return Object.fromEntries(
    [...shown.after.keys()].map((leg) => {
      const anew = name === 'repeats' ? changes.newWitnesses(root, rule, shown, leg) : [];
      const from = anew.length > 0 ? anew.map((witness) => witnesses.alone(witness)) : [sides.after];
      const one = anew.length > 0 ? (shown.after.get(leg) ?? []) : [leg];
      const roots = root === '*' ? one : [root];
      const called = changes.legCalled(root, rule, leg);
      const lengths = from.flatMap((facts) =>
        roots.map((p) => regions.length(facts, p, rule, called, shown.t, shown.o)),
      );
      return [leg, Math.min(...lengths)];
    }),
  );
}

/** Equal findings of roots that control each other throughout the region, under the first. */
export function shownOnce(changes: Changes, all: readonly OracleConflict[]): OracleConflict[] {
  const shown: { finding: OracleConflict; sameFor: string[] }[] = [];
  for (const finding of all) {
    const first = shown.find(({ finding: other }) => areOne(changes, other, finding));
    if (first === undefined) shown.push({ finding, sameFor: [] });
    else first.sameFor.push(finding.root);
  }
  return shown.map(({ finding, sameFor }) => ({ ...finding, sameFor }));
}

const textOf = (f: OracleConflict) =>
  JSON.stringify([f.rule, f.class, f.vetoes, f.covered, f.exceptions, f.values, f.windows]);

function areOne({ regions, sides }: Changes, a: OracleConflict, b: OracleConflict): boolean {
  if (a.root === '*' || textOf(a) !== textOf(b)) return false;
  const during = regions.c.ahead.filter((t) =>
    a.windows.some(({ from, until }) => from <= t && (until === null || t < until)),
  );
  return during.every(
    (t) =>
      regions.reach.controls(sides.after, a.root, b.root, t) &&
      regions.reach.controls(sides.after, b.root, a.root, t),
  );
}
