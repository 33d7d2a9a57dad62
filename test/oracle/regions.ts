/** Regions (SEMANTICS §3): for one root, rule and instant, every object on which the rule is broken, with its J. */
import type { RuleDefinition } from './full-form.js';
import type { Case } from './case.js';
import { Duties } from './duties.js';
import { Reach } from './facts.js';
import { askingDimensions, type Leg, legsOf, objectDimensions, thresholdOf } from './rules.js';
import { Memo } from './memo.js';
import type { ObjectCells } from './scope.js';
import { Facts, type Held, type Sides, sidesOf } from './sides.js';

/** Legs met together, by id in order. Of a head count: the heads, each with everybody who is one with it. */
export type Met = ReadonlyMap<string, readonly string[]>;

export const NOTHING: Met = new Map();

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

export class Regions {
  readonly reach: Reach;
  private readonly duties: Duties;
  private readonly apartKnown = new Memo<Facts>();
  private readonly metKnown = new Memo<Met>();
  private readonly legsKnown = new Memo<readonly Leg[]>();

  readonly sides: Sides;

  constructor(readonly c: Case) {
    this.sides = sidesOf(c);
    this.reach = new Reach(c);
    this.duties = new Duties(c);
  }

  legs(rule: RuleDefinition, root: string): readonly Leg[] {
    return this.legsKnown.of([rule, root], () => legsOf(this.c, rule, this.namesGranted(root)).sort(byId));
  }

  /** Entitlements granted by name, whenever, to those whom the root controls at some time, before or after the change. */
  private namesGranted(root: string): string[] {
    const { before, after } = this.sides;
    const isReached = (x: string) =>
      this.c.instants.some((t) => [before, after].some((facts) => this.reach.controls(facts, root, x, t)));
    const isThere = ({ during, within }: Held) => during.size > 0 && within.includes(true);
    const items = [...before.held, ...after.held].flatMap((held) =>
      isThere(held) && isReached(held.grant.identity) ? [held.grant.item] : [],
    );
    return items.filter((item) => !item.startsWith('role:') && !item.includes('*'));
  }

  objects(rule: RuleDefinition): readonly ObjectCells[] {
    return this.c.cells.objects(objectDimensions(this.c, rule));
  }

  /** J on object o at t; empty where the rule is not broken. `root` is `*` for a head count. */
  met(facts: Facts, root: string, rule: RuleDefinition, t: number, o: ObjectCells): Met {
    const met = 'holders' in rule ? this.heads(facts, rule, t, o) : this.legsMet(facts, root, rule, t, o);
    if (met.size < thresholdOf(rule)) return NOTHING;
    return 'when' in rule && this.isGiven(facts, root, rule, t, o) ? NOTHING : met;
  }

  /** The heads that can on o at t, broken or not: judged roots, each with the first of whom all control it and it them. */
  heads(facts: Facts, rule: RuleDefinition, t: number, o: ObjectCells): Met {
    const able = this.c.ids.filter(
      (p) => this.reach.isJudged(facts, p, t) && this.legsMet(facts, p, rule, t, o).size > 0,
    );
    const apart = this.apart(facts);
    const areOne = (a: string, b: string) =>
      this.reach.controls(apart, a, b, t) && this.reach.controls(apart, b, a, t);
    const joined = (groups: readonly string[][], p: string) => {
      const first = groups.findIndex((group) => group.every((q) => areOne(p, q)));
      return first < 0 ? [...groups, [p]] : groups.map((group, i) => (i === first ? [...group, p] : group));
    };
    return new Map(able.reduce<string[][]>(joined, []).map((group) => [group[0] ?? '', group]));
  }

  /** The facts without what accounts carry: a shared account counts each person. */
  private apart(facts: Facts): Facts {
    return this.apartKnown.of(
      [facts],
      () =>
        new Facts(
          facts.held,
          facts.powers.filter(({ control }) => control.how !== 'carries'),
        ),
    );
  }

  /** Steps of the shortest way in which p meets a leg on o at t; `Infinity` when it does not. */
  length(facts: Facts, p: string, rule: RuleDefinition, leg: Leg, t: number, o: ObjectCells): number {
    const { can } = this.reach.powers(facts, p, t);
    const lengths = this.duties.sat(leg.tree, can, askingDimensions(rule), false);
    return Math.min(...o.cells.map((cell) => lengths[cell] ?? Infinity));
  }

  /** Remembered by what p can do, which is all that it depends on. */
  private legsMet(facts: Facts, p: string, rule: RuleDefinition, t: number, o: ObjectCells): Met {
    const { can } = this.reach.powers(facts, p, t);
    return this.metKnown.of(
      [can, rule, p, o],
      () => new Map(this.legsOn(facts, p, rule, t, o).map(({ id }) => [id, []])),
    );
  }

  private legsOn(facts: Facts, p: string, rule: RuleDefinition, t: number, o: ObjectCells): Leg[] {
    return this.legs(rule, p).filter((leg) => this.length(facts, p, rule, leg, t, o) < Infinity);
  }

  /** What a prerequisite needs is met, beyond doubt, in one of the object's cells. */
  private isGiven(facts: Facts, p: string, rule: RuleDefinition, t: number, o: ObjectCells): boolean {
    if (!('needs' in rule)) return false;
    const { can } = this.reach.powers(facts, p, t, true);
    const lengths = this.duties.sat(rule.needs, can, askingDimensions(rule), true);
    return o.cells.some((cell) => (lengths[cell] ?? Infinity) < Infinity);
  }
}
