/** What a change does to one root's region of one rule (SEMANTICS §4), instant by instant and object by object. */
import type { ConflictClass, RuleDefinition } from './full-form.js';
import type { Met, Regions } from './regions.js';
import type { Leg } from './rules.js';
import type { ObjectCells } from './scope.js';
import type { Sides } from './sides.js';
import type { Witness, Witnesses } from './witness.js';

/** One (t, o) of a root and rule, at which it is a judged root: J before and after. */
export interface Spot {
  readonly t: number;
  readonly o: ObjectCells;
  readonly before: Met;
  readonly after: Met;
}

export interface Classified {
  readonly name: ConflictClass;
  /** The first spot that is new or larger, or without one newly witnessed. */
  readonly shown: Spot;
}

export class Changes {
  constructor(
    readonly regions: Regions,
    readonly sides: Sides,
    readonly witnesses: Witnesses,
  ) {}

  /** Every spot at the given instants at which the root is judged after the change. */
  spots(root: string, rule: RuleDefinition, instants: readonly number[]): Spot[] {
    const { regions, sides } = this;
    const judged = instants.filter((t) => root === '*' || regions.reach.isJudged(sides.after, root, t));
    return judged.flatMap((t) =>
      regions.objects(rule).map((o) => ({
        t,
        o,
        before: regions.met(sides.before, root, rule, t, o),
        after: regions.met(sides.after, root, rule, t, o),
      })),
    );
  }

  /** The class over the spots ahead; `null` for none. */
  classify(root: string, rule: RuleDefinition, ahead: readonly Spot[]): Classified | null {
    const gained = ahead.find((spot) => isGained(rule, spot));
    if (gained !== undefined) {
      const wasBroken = ahead.some(({ before }) => before.size > 0);
      return { name: wasBroken ? 'extends' : 'creates', shown: gained };
    }
    const again = ahead.find((spot) => this.isWitnessed(root, rule, spot));
    return again === undefined ? null : { name: 'repeats', shown: again };
  }

  /** New, larger, or newly witnessed. */
  isTouched(root: string, rule: RuleDefinition, spot: Spot): boolean {
    return isGained(rule, spot) || this.isWitnessed(root, rule, spot);
  }

  /** New witnesses of one leg of J. */
  newWitnesses(root: string, rule: RuleDefinition, { t, o, after }: Spot, leg: string): readonly Witness[] {
    const roots = root === '*' ? (after.get(leg) ?? []) : [root];
    return this.witnesses.fresh(roots, rule, this.legCalled(root, rule, leg), t, o);
  }

  /** The leg as the rule asks for it; every head of a head count is a leg that can do the one duty counted. */
  legCalled(root: string, rule: RuleDefinition, leg: string): Leg {
    const legs = this.regions.legs(rule, root);
    return legs.find(({ id }) => id === leg) ?? { id: leg, tree: 'holders' in rule ? rule.holders : leg };
  }

  private isWitnessed(root: string, rule: RuleDefinition, spot: Spot): boolean {
    return [...spot.after.keys()].some((leg) => this.newWitnesses(root, rule, spot, leg).length > 0);
  }
}

/** (t, o) is new, or its J has a leg it had not. */
export function isGained(rule: RuleDefinition, { before, after }: Spot): boolean {
  if (after.size === 0) return false;
  if ('holders' in rule) return before.size === 0 || isLargerCount(before, after);
  return [...after.keys()].some((leg) => !before.has(leg));
}

/** Heads: nobody of before is among those who are now one head, or there are more heads than before. */
function isLargerCount(before: Met, after: Met): boolean {
  const were = [...before.values()].flat();
  return after.size > before.size || [...after.values()].some((head) => !head.some((p) => were.includes(p)));
}
