import { type Bits, countBits, emptyBits, hasBit, isWithin, membersOf, unite } from './bitset.js';
import type { CompiledRule, ConflictMatrix } from './conflict-matrix.js';
import type { Reach } from './control-graph.js';
import type { Conflict, ConflictLeg, RegionRow } from './judgement.js';
import { isFresh } from './holding.js';
import { shortestPath, waysFrom } from './path.js';
import { breaks, type Classified, classify, type Segment, segmentsOf } from './region.js';
import type { RootHolding, RootView } from './root-view.js';
import type { Setting } from './setting.js';
import { type BoundAnswer, judgeBound } from './time-bound.js';
import { covers, type Span, toWindow } from './window.js';

/** A conflict, with what is needed to compare it with those of other roots and to combine it with other rules. */
export interface Finding {
  readonly conflict: Conflict;
  readonly reach: Reach;
  /** The answer of a `time-bound` rule in `enforce`; every other rule's fits. */
  readonly bound: BoundAnswer;
}

/** Every conflict that the change brings to one root, by rule. Looks only at rules that a gained duty touches. */
export function judgeRoot(setting: Setting, view: RootView): Finding[] {
  return rulesTouched(setting.matrix, view).flatMap((rule) => {
    const segments = segmentsOf(setting, rule, view);
    const ahead = segments.filter(({ from }) => from >= setting.at);
    const classified = classify(rule, ahead);
    if (classified === null) return [];
    const bound = isEnforced(rule, 'time-bound')
      ? judgeBound(setting, rule, view)
      : ({ fits: true } as const);
    const conflict: Conflict = {
      rule: rule.id,
      version: rule.version,
      title: rule.title,
      control: rule.control,
      effect: rule.effect,
      rollout: rule.rollout,
      root: view.root,
      sameFor: [],
      class: classified.class,
      vetoes: isEnforced(rule, 'prohibit') || !bound.fits,
      windows: rowsOf(setting.matrix, rule, ahead),
      shownAt: classified.shown.from,
      legs: shownLegs(setting, view, rule, classified),
    };
    return [{ conflict, reach: view.reach, bound }];
  });
}

function isEnforced(rule: CompiledRule, effect: CompiledRule['effect']): boolean {
  return rule.rollout === 'enforce' && rule.effect === effect;
}

/** The rules with a leg that the change gives a new witness, and enough legs met at any time to be broken at all. */
function rulesTouched(matrix: ConflictMatrix, { holdings }: RootView): CompiledRule[] {
  const met = (counts: (holding: RootHolding) => boolean): Bits => {
    const duties = emptyBits(matrix.duties.length);
    for (const holding of holdings) {
      if (counts(holding)) unite(duties, matrix.dutiesMet[holding.item] ?? duties);
    }
    return duties;
  };
  const gained = met(isFresh);
  const had = met(({ part }) => part !== 'dropped');
  const touched = new Set(membersOf(gained).flatMap((duty) => matrix.rulesByDuty[duty] ?? []));
  return [...touched]
    .sort((a, b) => a - b)
    .flatMap((number) => matrix.rules[number] ?? [])
    .filter(({ legs, threshold }) => legs.filter((duty) => hasBit(had, duty)).length >= threshold);
}

/** The region after the change as maximal intervals of equal legs. */
function rowsOf(matrix: ConflictMatrix, rule: CompiledRule, ahead: readonly Segment[]): RegionRow[] {
  const rows: { span: Span; legs: Bits }[] = [];
  for (const { from, until, after } of ahead.filter((segment) => breaks(rule, segment.after))) {
    const last = rows.at(-1);
    const continues = last !== undefined && last.span.until === from && isSame(last.legs, after);
    if (continues) last.span = { from: last.span.from, until };
    else rows.push({ span: { from, until }, legs: after });
  }
  const idsOf = (legs: Bits) =>
    membersOf(legs).flatMap((leg) => matrix.duties[rule.legs[leg] ?? -1]?.id ?? []);
  return rows.map(({ span, legs }) => ({ ...toWindow(span), legs: idsOf(legs) }));
}

function isSame(a: Bits, b: Bits): boolean {
  return countBits(a) === countBits(b) && isWithin(a, b);
}

/**
 * The legs met where the class is first seen, each with its path there. All paths hold at one instant, so that
 * the facts on them alone break the rule. Where the class is only that a leg is met anew, the new way is shown.
 */
function shownLegs(
  { matrix, graph }: Setting,
  { root, holdings }: RootView,
  rule: CompiledRule,
  { class: kind, shown }: Classified,
): ConflictLeg[] {
  const ways = waysFrom(graph, root, shown.from);
  const present = holdings.filter(({ part, spans }) => part !== 'dropped' && covers(spans, shown.from));
  const fresh = present.filter(isFresh);
  return membersOf(shown.after).flatMap((leg) => {
    const number = rule.legs[leg] ?? -1;
    const duty = matrix.duties[number];
    if (duty === undefined) return [];
    const isNewWay = kind === 'repeats' && hasBit(shown.witnessed, leg);
    const path = shortestPath(matrix, number, ways, isNewWay ? fresh : present);
    return [{ duty: duty.id, title: duty.title, path }];
  });
}
