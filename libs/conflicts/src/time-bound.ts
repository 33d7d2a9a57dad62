import { type Cell, isTouched } from './cell.js';
import type { CompiledRule } from './conflict-matrix.js';
import { meet, normalise, type Span } from './window.js';

/**
 * Whether a `time-bound` rule is exceeded (SEMANTICS §4): within some period that holds an instant which the change
 * makes new, larger or newly witnessed, the region takes more time, at whatever objects, than the cap. What was held
 * before the instant of judgement counts.
 */
export function isBoundExceeded(rule: CompiledRule, cells: readonly Cell[]): boolean {
  const region = normalise(cells.filter(({ after }) => after !== null));
  return normalise(cells.filter(isTouched)).some((span) => isTooLong(rule, region, span));
}

/**
 * Whether some period that holds an instant of `touched` holds more of the region than the cap. The length held is
 * piecewise linear in where the period begins, so its maximum lies at an end of the range or where an end of the
 * period crosses an end of the region.
 */
function isTooLong({ maxDurationMs, perMs }: CompiledRule, region: readonly Span[], touched: Span): boolean {
  const [cap, period] = [maxDurationMs ?? 0, perMs ?? 0];
  if (touched.until === Infinity) return period > cap;
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
