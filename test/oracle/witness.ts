/**
 * New witnesses (SEMANTICS §4): inclusion-minimal sets of counted grants that, with all other facts, meet a leg after
 * the change, and did not before it. Every subset is tried.
 */
import type { RuleDefinition } from './full-form.js';
import { Memo } from './memo.js';
import type { Regions } from './regions.js';
import type { Leg } from './rules.js';
import type { ObjectCells } from './scope.js';
import { Facts, type Held, type Sides } from './sides.js';

export type Witness = readonly Held[];

/** Every subset, smaller ones first. */
const subsets = (grants: readonly Held[]): Witness[] =>
  grants
    .reduce<Held[][]>((sofar, grant) => [...sofar, ...sofar.map((some) => [...some, grant])], [[]])
    .sort((a, b) => a.length - b.length);

export class Witnesses {
  private readonly parts = new Memo<Facts>();
  private readonly newKnown = new Memo<readonly Witness[]>();
  private readonly usableKnown = new Memo<readonly Witness[]>();

  constructor(
    private readonly regions: Regions,
    private readonly sides: Sides,
  ) {}

  /** New witnesses by which one of `roots`, who are one, meets the leg on o at t. */
  fresh(
    roots: readonly string[],
    rule: RuleDefinition,
    leg: Leg,
    t: number,
    o: ObjectCells,
  ): readonly Witness[] {
    return this.newKnown.of([roots.join(), rule, leg.id, t, o], () =>
      this.minimal(roots, rule, leg, t, o).filter((w) => !this.wasOne(w, roots, rule, leg, t, o)),
    );
  }

  /** The facts after the change with these grants alone. */
  alone(grants: Witness): Facts {
    return this.part(this.sides.after, grants);
  }

  private minimal(
    roots: readonly string[],
    rule: RuleDefinition,
    leg: Leg,
    t: number,
    o: ObjectCells,
  ): readonly Witness[] {
    const minimal: Witness[] = [];
    for (const grants of this.candidates(roots, t)) {
      if (minimal.some((smaller) => smaller.every((grant) => grants.includes(grant)))) continue;
      const facts = this.alone(grants);
      if (roots.some((p) => this.regions.length(facts, p, rule, leg, t, o) < Infinity)) minimal.push(grants);
    }
    return minimal;
  }

  /** What these grants were before the change met the leg already. */
  private wasOne(
    witness: Witness,
    roots: readonly string[],
    rule: RuleDefinition,
    leg: Leg,
    t: number,
    o: ObjectCells,
  ): boolean {
    const facts = this.part(this.sides.before, [...new Set(witness.flatMap(({ hadAs }) => hadAs))]);
    return roots.some((p) => this.regions.length(facts, p, rule, leg, t, o) < Infinity);
  }

  /** Every subset of the grants that matter, unless none of them and no control is new: then nothing is met anew. */
  private candidates(roots: readonly string[], t: number): readonly Witness[] {
    return this.usableKnown.of([roots.join(), t], () => {
      const usable = this.usable(roots, t);
      const isNew = this.sides.freshPowers.length > 0 || usable.some(({ hadAs }) => hadAs.length === 0);
      return isNew ? subsets(usable) : [];
    });
  }

  /** Grants, up to t, of those whom one of the roots controls then: no other takes part in a derivation. */
  private usable(roots: readonly string[], t: number): Held[] {
    const { reach, c } = this.regions;
    const { after } = this.sides;
    const upTo = c.instants.filter((instant) => instant <= t);
    return after.held.filter(({ grant, during }) =>
      roots.some((p) => upTo.some((s) => during.has(s) && reach.controls(after, p, grant.identity, s))),
    );
  }

  private part(side: Facts, grants: Witness): Facts {
    return this.parts.of(
      [side, grants.map(({ number }) => number).join()],
      () => new Facts(grants, side.powers),
    );
  }
}
