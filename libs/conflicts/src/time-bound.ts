import type { Budget } from './budget.js';
import { type Cell, isTouched } from './cell.js';
import type { CompiledRule } from './conflict-matrix.js';
import { covers, meet, normalise, type Span } from './window.js';

/**
 * Whether a `time-bound` rule is exceeded (SEMANTICS §4): within some period that holds an instant which the change
 * makes new, larger or newly witnessed, the region takes more time, at whatever objects, than the cap. What was held
 * before the instant of judgement counts.
 */
export function isBoundExceeded(rule: CompiledRule, cells: readonly Cell[], budget: Budget): boolean {
  const region = normalise(cells.filter(({ after }) => after !== null));
  const touched = normalise(cells.filter(isTouched));
  const { cap, period } = { cap: rule.maxDurationMs ?? 0, period: rule.perMs ?? 0 };
  if (touched.at(-1)?.until === Infinity && period > cap) return true;
  const begins = beginsOf(region, touched, period);
  budget.take(begins.length * region.length);
  return begins.some((begin) => lengthWithin(region, { from: begin, until: begin + period }) > cap);
}

/**
 * Where a period that holds an instant of `touched` can begin so that it holds most of the region. The length held is
 * piecewise linear in where the period begins, so its maximum lies at an end of a range of beginnings or where an end
 * of the period crosses an end of the region.
 */
function beginsOf(region: readonly Span[], touched: readonly Span[], period: number): number[] {
  const ranges = normalise(touched.map(({ from, until }) => ({ from: from - period + 1, until })));
  const crossings = region.flatMap(({ from, until }) => [from, from - period, until, until - period]);
  const ends = ranges.flatMap(({ from, until }) => [from, until - 1]);
  return [...new Set([...ends, ...crossings.filter((begin) => covers(ranges, begin))])].filter(
    Number.isFinite,
  );
}

function lengthWithin(region: readonly Span[], period: Span): number {
  return region.reduce((sum, span) => {
    const part = meet(span, period);
    return sum + (part === null ? 0 : part.until - part.from);
  }, 0);
}
