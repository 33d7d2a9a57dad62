import type { Cell } from './cell.js';
import { classify } from './classify.js';
import type { CompiledRule } from './conflict-matrix.js';
import { coverage } from './exceptions.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict, ConflictLeg, ShownObject, Step } from './judgement.js';
import { hasBit, membersOf } from './bitset.js';
import { byObject, shownRegion, unlisted } from './rows.js';
import { isBoundExceeded } from './time-bound.js';

/** What is asked of one rule: the region, the names of its legs, and how a leg is shown. */
export interface Question {
  readonly rule: CompiledRule;
  readonly root: string;
  readonly cells: readonly Cell[];
  readonly legs: readonly { readonly id: string; readonly title: string }[];
  /** The derivation of leg number `leg` in a cell; `isNewWay`: by a new witness. */
  readonly path: (leg: number, cell: Cell, isNewWay: boolean) => readonly Step[];
}

/** The conflict that a change brings to one rule and root; `null` for class none. */
export function findingOf(inquiry: Inquiry, { rule, root, cells, legs, path }: Question): Conflict | null {
  const ahead = cells.filter(({ from }) => from >= inquiry.at);
  const classified = classify(ahead);
  if (classified === null) return null;
  inquiry.budget.take(cells.length * (1 + rule.objects.length));
  const ids = legs.map(({ id }) => id);
  const named = (object: readonly string[]): ShownObject => byName(inquiry, rule, object);
  const { values, rows } = shownRegion(ahead, rule.objects.length, ids, named);
  const [shown] = [...classified.shown].sort(
    (a, b) => unlisted(a.object, values) - unlisted(b.object, values) || byObject(a.object, b.object),
  );
  if (shown === undefined) return null;
  const { covered, exceptions } = coverage(inquiry, rule, root, ids, ahead);
  const shownLegs = membersOf(shown.after ?? new Uint32Array()).flatMap((leg): ConflictLeg[] => {
    const { id, title } = legs[leg] ?? { id: '', title: '' };
    const isNewWay = classified.class === 'repeats' && hasBit(shown.witnessed, leg);
    return [{ duty: id, title, path: path(leg, shown, isNewWay) }];
  });
  const passes = covered || (classified.class === 'repeats' && rule.repeatsPass);
  return {
    rule: rule.id,
    version: rule.version,
    title: rule.title,
    control: rule.control,
    effect: rule.effect,
    rollout: rule.rollout,
    kind: rule.kind,
    root,
    sameFor: [],
    class: classified.class,
    vetoes: rule.rollout === 'enforce' && (isForbidden(rule) ? !passes : isExceeded(inquiry, rule, cells)),
    covered,
    exceptions,
    values: Object.fromEntries(values.map((listed, d) => [nameOf(inquiry, rule, d), listed])),
    windows: rows,
    shownAt: shown.from,
    shownObject: named(shown.object),
    legs: shownLegs,
  };
}

/** Whether breaking the rule is forbidden as such. */
export function isForbidden({ effect }: Pick<CompiledRule, 'effect'>): boolean {
  return effect === 'prohibit' || effect === 'never-approvable';
}

function isExceeded({ budget }: Inquiry, rule: CompiledRule, cells: readonly Cell[]): boolean {
  return rule.effect === 'time-bound' && isBoundExceeded(rule, cells, budget);
}

function nameOf({ matrix }: Inquiry, { objects }: CompiledRule, place: number): string {
  return matrix.dimensions[objects[place] ?? -1] ?? '';
}

function byName(inquiry: Inquiry, rule: CompiledRule, object: readonly string[]): ShownObject {
  return Object.fromEntries(object.map((value, place) => [nameOf(inquiry, rule, place), value]));
}
