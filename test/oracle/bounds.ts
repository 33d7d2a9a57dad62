/** Time bounds (SEMANTICS §4): how much of a period the region of one root may take. */
import type { RuleDefinition } from './full-form.js';
import type { Changes, Spot } from './classes.js';

/**
 * Whether some period that holds an instant which the change makes new, larger or newly witnessed holds more of the
 * region than the cap. `all` are the spots of every instant, also those before the judgement.
 */
export function exceedsBound(
  changes: Changes,
  root: string,
  rule: RuleDefinition,
  all: readonly Spot[],
): boolean {
  const cap = rule.maxDurationMs ?? Infinity;
  const period = rule.perMs ?? 2 * cap;
  const { at, instants } = changes.regions.c;
  const broken = new Set(all.filter(({ after }) => after.size > 0).map(({ t }) => t));
  const isLong = (begin: number) => [...broken].filter((t) => begin <= t && t < begin + period).length > cap;
  const long = instants.filter(isLong);
  const isIn = (t: number) => long.some((begin) => begin <= t && t < begin + period);
  return all.some((spot) => spot.t >= at && isIn(spot.t) && changes.isTouched(root, rule, spot));
}
