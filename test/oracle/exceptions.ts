/** Exceptions (SEMANTICS §4): each covers exactly what it says, for one root, and no two are added up. */
import type { Exception, RuleDefinition } from './full-form.js';
import type { Case } from './case.js';
import type { Spot } from './classes.js';
import { legsApproved } from './rules.js';
import { holdsAt } from './time.js';

export interface Covering {
  readonly covered: boolean;
  /** Ids of the exceptions that cover some of what is touched. */
  readonly exceptions: readonly string[];
}

/** `touched`: every spot that is new, larger or newly witnessed. */
export function coveringOf(
  c: Case,
  root: string,
  rule: RuleDefinition,
  touched: () => readonly Spot[],
): Covering {
  const valid = (c.stated.world.exceptions ?? []).filter(
    (e) => e.root === root && e.rule === rule.id && e.version === rule.version && c.isReadableException(e),
  );
  if (valid.length === 0 || rule.effect === 'never-approvable') return { covered: false, exceptions: [] };
  const spots = touched();
  const used = valid.filter((e) => spots.some((spot) => covers(c, rule, e, spot)));
  return {
    covered: spots.every((spot) => used.some((e) => covers(c, rule, e, spot))),
    exceptions: [...new Set(used.map(({ id }) => id))].sort(),
  };
}

/** One exception contains (t, o) and all of J. Objects named on a dimension the rule does not look at contain nothing. */
function covers(c: Case, rule: RuleDefinition, e: Exception, { t, o, after }: Spot): boolean {
  const legs = e.legs ?? legsApproved(c, rule);
  return (
    holdsAt(e.window, t) &&
    c.cells.isIn(o.object, e.objects ?? {}) &&
    (legs === 'all' || [...after.keys()].every((leg) => legs.includes(leg)))
  );
}
