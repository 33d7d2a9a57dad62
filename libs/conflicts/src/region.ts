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

/** What each leg is met by in one stretch of time, and what a prerequisite needs is met by for sure. */
interface Stretch extends Span {
  readonly before: readonly Met[];
  readonly after: readonly Met[];
  readonly needed: Readonly<Record<'before' | 'after', Met | null>>;
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
  const stretches = stretchesOf(rule, legs, view);
  const values = rule.objects.map((d) =>
    mentioned(stretches, d, valuesExcepted(inquiry, rule, view.root, d)),
  );
  const objects = combinations(values);
  return stretches.flatMap((stretch) =>
    objects.map((object) => {
      inquiry.budget.take();
      return cellAt(inquiry, rule, stretch, object);
    }),
  );
}

function stretchesOf(rule: CompiledRule, legs: readonly CompiledLeg[], view: RootView): Stretch[] {
  const judged = view.judged('after');
  return view.spans.flatMap((span, i) => {
    const met = (side: 'before' | 'after') =>
      legs.map(({ tree }) => view.satisfies(side, i, tree, rule.dimensions));
    const needed = (side: 'before' | 'after') =>
      rule.needs === null ? null : view.satisfiesSurely(side, i, rule.needs, rule.dimensions);
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

function cellAt(inquiry: Inquiry, rule: CompiledRule, stretch: Stretch, object: readonly string[]): Cell {
  const { from, until } = stretch;
  const here = (met: Met) => met.filter(({ box }) => holdsObject(box, rule.objects, object));
  const region = (side: 'before' | 'after'): Bits | null => {
    const legs = emptyBits(stretch[side].length);
    stretch[side].forEach((met, leg) => {
      if (here(met).length > 0) addBit(legs, leg);
    });
    const isMended = here(stretch.needed[side] ?? []).length > 0;
    return !isMended && countBits(legs) >= rule.threshold ? legs : null;
  };
  const [before, after] = [region('before'), region('after')];
  const witnessed = emptyBits(stretch.after.length);
  if (after !== null && from >= inquiry.at) {
    for (const leg of membersOf(after)) {
      if (isNewlyMet(inquiry.facts, here(stretch.after[leg] ?? []), here(stretch.before[leg] ?? []))) {
        addBit(witnessed, leg);
      }
    }
  }
  const isGained = after !== null && (before === null || !isWithin(after, before));
  return { from, until, object, before, after, isGained, witnessed };
}
