import { addBit, type Bits, countBits, emptyBits, isEmptyBits, isWithin } from './bitset.js';
import { type CompiledRule, type ConflictMatrix, meetsDuty } from './conflict-matrix.js';
import { isFresh } from './holding.js';
import type { ConflictClass } from './judgement.js';
import type { RootHolding, RootView } from './root-view.js';
import type { Setting } from './setting.js';
import { byInstant, covers, type Span } from './window.js';

/** A stretch of time throughout which nothing changes for one rule and root: the legs met, by leg number. */
export interface Segment extends Span {
  readonly before: Bits;
  readonly after: Bits;
  /** Legs for which the change brings a new witness. */
  readonly witnessed: Bits;
}

/** A holding with the numbers of the legs it meets. */
interface Witness {
  readonly holding: RootHolding;
  readonly legs: readonly number[];
}

/**
 * A root's time line for one rule, in order, cut to the instants at which the root is judged. Before the
 * instant of judgement nothing changes: what was held stands in `before` and in `after`.
 */
export function segmentsOf({ matrix, at }: Setting, rule: CompiledRule, view: RootView): Segment[] {
  const witnesses = view.holdings
    .map((holding) => ({ holding, legs: legsMet(matrix, rule, holding.item) }))
    .filter(({ legs }) => legs.length > 0);
  const spans = [...witnesses.flatMap(({ holding }) => holding.spans), ...view.judged];
  const bounds = [...new Set([at, ...spans.flatMap(({ from, until }) => [from, until])])].sort(byInstant);
  return bounds.flatMap((from, i) => {
    const until = bounds[i + 1];
    if (until === undefined || !covers(view.judged, from)) return [];
    const present = witnesses.filter(({ holding }) => covers(holding.spans, from));
    return [segment({ from, until }, present, rule.legs.length, at)];
  });
}

function segment(span: Span, present: readonly Witness[], size: number, at: number): Segment {
  const legs = (counts: (holding: RootHolding) => boolean): Bits => {
    const met = emptyBits(size);
    for (const witness of present)
      if (counts(witness.holding)) for (const leg of witness.legs) addBit(met, leg);
    return met;
  };
  const before = legs(({ part }) => part !== 'added');
  if (span.from < at) return { ...span, before, after: before, witnessed: emptyBits(size) };
  return {
    ...span,
    before,
    after: legs(({ part }) => part !== 'dropped'),
    witnessed: legs(isFresh),
  };
}

/** Numbers of the rule's legs that an item meets. */
function legsMet(matrix: ConflictMatrix, { legs }: CompiledRule, item: number): number[] {
  return legs.flatMap((duty, leg) => (meetsDuty(matrix, item, duty) ? [leg] : []));
}

/** Whether these legs break the rule: |J| ≥ k. */
export function breaks(rule: CompiledRule, legs: Bits): boolean {
  return countBits(legs) >= rule.threshold;
}

/** Whether the change makes the region new here, or larger by a leg. */
export function isGained(rule: CompiledRule, { before, after }: Segment): boolean {
  return breaks(rule, after) && !(breaks(rule, before) && isWithin(after, before));
}

/** Whether the change brings a new witness to a leg of the region here. */
export function isWitnessed(rule: CompiledRule, { after, witnessed }: Segment): boolean {
  return breaks(rule, after) && !isEmptyBits(witnessed);
}

/** The class of a change for one rule and root, and the first segment that gives it. */
export interface Classified {
  readonly class: ConflictClass;
  readonly shown: Segment;
}

/** Classifies (SEMANTICS §4) over the segments from the instant of judgement on; `null` for class none. */
export function classify(rule: CompiledRule, segments: readonly Segment[]): Classified | null {
  const gained = segments.find((segment) => isGained(rule, segment));
  if (gained !== undefined) {
    const wasBroken = segments.some((segment) => breaks(rule, segment.before));
    return { class: wasBroken ? 'extends' : 'creates', shown: gained };
  }
  const witnessed = segments.find((segment) => isWitnessed(rule, segment));
  return witnessed === undefined ? null : { class: 'repeats', shown: witnessed };
}
