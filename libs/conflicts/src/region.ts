import type { Side } from './before-after.js';
import { addBit, type Bits, countBits, emptyBits, isWithin, membersOf } from './bitset.js';
import { holdsObject } from './box.js';
import type { Cell } from './cell.js';
import type { Known } from './closure.js';
import { byCodePoint } from './code-point-order.js';
import type { CompiledLeg, CompiledRule } from './conflict-matrix.js';
import { valuesExcepted } from './exceptions.js';
import type { Inquiry } from './inquiry.js';
import { isNewlyMet } from './new-witness.js';
import { canMeet } from './pattern.js';
import type { RootView } from './root-view.js';
import { OTHER } from './scope.js';
import type { Support } from './support.js';
import { meetAll, type Span } from './window.js';

type Met = readonly Known<Support>[];

/** Where each leg is met in one stretch of time, and where for sure what a prerequisite needs. */
interface Stretch extends Span {
  readonly before: readonly Met[];
  readonly after: readonly Met[];
  readonly needed: Readonly<Record<Side, Met | null>>;
}

/** The legs of a rule for one root: for a set also entitlements outside the catalogue that it was given by name. */
export function legsFor(
  { matrix, facts, names }: Inquiry,
  rule: CompiledRule,
  view: RootView,
): readonly CompiledLeg[] {
  if (rule.patterns.length === 0 || names.length === 0) return rule.legs;
  const reached = new Set([...view.reach('before').keys(), ...view.reach('after').keys()]);
  const given = new Set(
    [...reached].flatMap((x) => (facts.byIdentity.get(x) ?? []).map(({ grant }) => grant.item)),
  );
  const named = names.flatMap((id, i): CompiledLeg[] => {
    if (!given.has(id) || !rule.patterns.some((pattern) => canMeet(pattern, id))) return [];
    return [{ id, title: id, tree: { kind: 'leaf', text: id, leaf: matrix.leaves.leaves.length + i } }];
  });
  return [...rule.legs, ...named].sort((a, b) => byCodePoint(a.id, b.id));
}

/**
 * The region of one rule and root, `X(p, ρ)` of SEMANTICS §3, before and after, cut to the instants at which the
 * root is judged: in order of time, then of objects, with `OTHER` last. What lies before the instant of judgement
 * is the same on both sides.
 */
export function cellsOf(
  inquiry: Inquiry,
  rule: CompiledRule,
  legs: readonly CompiledLeg[],
  view: RootView,
): Cell[] {
  const plain = stretchesOf(rule, legs, view, 'satisfies');
  const cells = cellsIn(inquiry, rule, view, plain, null);
  const isAgain = ({ from, after, isGained }: Cell) => from >= inquiry.at && after !== null && !isGained;
  if (!cells.some(isAgain)) return cells;
  return cellsIn(inquiry, rule, view, plain, stretchesOf(rule, legs, view, 'witnesses'));
}

/** `ways`: the same stretches with what each leg rests on, which matters only where something was met already. */
function cellsIn(
  inquiry: Inquiry,
  rule: CompiledRule,
  view: RootView,
  stretches: readonly Stretch[],
  ways: readonly Stretch[] | null,
): Cell[] {
  const told = [...stretches, ...(ways ?? [])];
  const values = rule.objects.map((d) => mentioned(told, d, valuesExcepted(inquiry, rule, view.root, d)));
  const { budget } = inquiry;
  budget.take(values.reduce((count, { length }) => count * (length + 1), 1));
  const objects = combinations(values);
  return stretches.flatMap((stretch, i) => {
    const steps = 1 + stepsAt(stretch);
    return objects.map((object) => {
      budget.take(steps);
      const cell = cellAt(rule, stretch, object);
      const way = ways?.[i];
      if (way === undefined || cell.after === null || cell.isGained || cell.from < inquiry.at) return cell;
      return { ...cell, witnessed: legsAnew(inquiry, rule, view, way, cell) };
    });
  });
}

/** How much there is to look at for each object. */
function stepsAt({ before, after, needed }: Stretch): number {
  const all = [...before, ...after, needed.before ?? [], needed.after ?? []];
  return all.reduce((sum, { length }) => sum + length, 0);
}

/** `told`: only where each leg is met, or with the grants that rests on. */
function stretchesOf(
  rule: CompiledRule,
  legs: readonly CompiledLeg[],
  view: RootView,
  told: 'satisfies' | 'witnesses',
): Stretch[] {
  const judged = view.judged('after');
  return view.spans.flatMap((span, i) => {
    const met = (side: Side) => legs.map(({ tree }) => view[told](side, i, tree, rule));
    const needed = (side: Side) =>
      rule.needs === null ? null : view.satisfiesSurely(side, i, rule.needs, rule);
    return meetAll(judged, span).map(({ from, until }) => ({
      from,
      until,
      before: met('before'),
      after: met('after'),
      needed: { before: needed('before'), after: needed('after') },
    }));
  });
}

/** Values of one dimension that some scope tells apart, or that are `known`, in order. */
function mentioned(stretches: readonly Stretch[], dimension: number, known: readonly string[]): string[] {
  const values = new Set<string>(known);
  for (const { before, after, needed } of stretches) {
    for (const met of [...before, ...after, needed.before ?? [], needed.after ?? []]) {
      for (const { box } of met) for (const value of box[dimension] ?? []) values.add(value);
    }
  }
  return [...values].sort(byCodePoint);
}

/** Every object: a value for each dimension, `OTHER` standing for what nobody mentioned. */
export function combinations(values: readonly (readonly string[])[]): string[][] {
  return values.reduce<string[][]>(
    (objects, next) => objects.flatMap((object) => [...next, OTHER].map((value) => [...object, value])),
    [[]],
  );
}

function cellAt(rule: CompiledRule, stretch: Stretch, object: readonly string[]): Cell {
  const { from, until } = stretch;
  const region = (side: Side): Bits | null => {
    const legs = emptyBits(stretch[side].length);
    stretch[side].forEach((met, leg) => {
      if (here(rule, met, object).length > 0) addBit(legs, leg);
    });
    const isMended = here(rule, stretch.needed[side] ?? [], object).length > 0;
    return !isMended && countBits(legs) >= rule.threshold ? legs : null;
  };
  const [before, after] = [region('before'), region('after')];
  const isGained = after !== null && (before === null || !isWithin(after, before));
  return { from, until, object, before, after, isGained, witnessed: emptyBits(stretch.after.length) };
}

/** The legs of a region for which the change brings a new witness. */
function legsAnew(
  inquiry: Inquiry,
  rule: CompiledRule,
  view: RootView,
  { before, after }: Stretch,
  cell: Cell,
): Bits {
  const witnessed = emptyBits(after.length);
  for (const leg of membersOf(cell.after ?? witnessed)) {
    const ways = (met: readonly Met[]) => here(rule, met[leg] ?? [], cell.object);
    if (isNewlyMet(inquiry, ways(after), () => ways(before), view.alike)) addBit(witnessed, leg);
  }
  return witnessed;
}

function here(rule: CompiledRule, met: Met, object: readonly string[]): Met {
  return met.filter(({ box }) => holdsObject(box, rule.objects, object));
}
