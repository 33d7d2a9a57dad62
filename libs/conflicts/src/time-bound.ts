import type { CompiledRule } from './conflict-matrix.js';
import { breaks, isGained, isWitnessed, type Segment, segmentsOf } from './region.js';
import { cutView, type RootView } from './root-view.js';
import type { Setting } from './setting.js';
import { meet, normalise, type Span } from './window.js';

/** Default of SEMANTICS §4: the period in which the cap is counted is twice the cap. */
const PERIODS_PER_CAP = 2;

/** How a change fares under a time bound: it fits, or the latest common end with which it would (`null`: none). */
export type BoundAnswer =
  { readonly fits: true } | { readonly fits: false; readonly longestCut: number | null };

/**
 * Judges a `time-bound` rule for one root (SEMANTICS §4): within any period of twice the cap that holds an
 * instant which the change makes new, larger or newly witnessed, the region's total length may not exceed the
 * cap; what was held before the instant of judgement counts. A cut ends all that is added and keeps its starts.
 *
 * INVARIANT: an earlier end only shrinks region and touched instants (the rule is monotone), so the ends that fit
 * are all those up to one, and bisection finds it.
 */
export function judgeBound(setting: Setting, rule: CompiledRule, view: RootView): BoundAnswer {
  const fits = (end: number): boolean => !isExceeded(rule, segmentsOf(setting, rule, cutView(view, end)));
  if (fits(Infinity)) return { fits: true };
  let fitting = setting.latestStart + 1;
  if (!fits(fitting)) return { fits: false, longestCut: null };
  let failing = beyondAllBounds(setting, view) + periodOf(rule) + 1;
  while (failing - fitting > 1) {
    const middle = fitting + Math.floor((failing - fitting) / 2);
    if (fits(middle)) fitting = middle;
    else failing = middle;
  }
  return { fits: false, longestCut: fitting };
}

/** An instant after which only endless windows hold. */
function beyondAllBounds({ latestStart }: Setting, { holdings, judged }: RootView): number {
  const spans = [...judged, ...holdings.flatMap((holding) => holding.spans)];
  return Math.max(latestStart, ...spans.flatMap(({ from, until }) => [from, until]).filter(Number.isFinite));
}

function periodOf(rule: CompiledRule): number {
  return PERIODS_PER_CAP * (rule.maxDurationMs ?? 0);
}

function isExceeded(rule: CompiledRule, segments: readonly Segment[]): boolean {
  const region = normalise(segments.filter(({ after }) => breaks(rule, after)));
  const touched = segments.filter((segment) => isGained(rule, segment) || isWitnessed(rule, segment));
  return normalise(touched).some((span) => isTooLong(rule, region, span));
}

/**
 * Whether some period that holds an instant of `touched` holds more of the region than the cap. The length held is
 * piecewise linear in where the period begins, so its maximum lies at an end of the range or where an end of the
 * period crosses an end of the region.
 */
function isTooLong(rule: CompiledRule, region: readonly Span[], touched: Span): boolean {
  const cap = rule.maxDurationMs ?? 0;
  const period = periodOf(rule);
  if (touched.until === Infinity) return true;
  const first = touched.from - period + 1;
  const last = touched.until - 1;
  const crossings = region.flatMap(({ from, until }) => [from, from - period, until, until - period]);
  return [first, last, ...crossings]
    .filter((begin) => first <= begin && begin <= last)
    .some((begin) => lengthWithin(region, { from: begin, until: begin + period }) > cap);
}

function lengthWithin(region: readonly Span[], period: Span): number {
  return region.reduce((sum, span) => {
    const part = meet(span, period);
    return sum + (part === null ? 0 : part.until - part.from);
  }, 0);
}
