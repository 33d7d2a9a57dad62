/**
 * What an identity can do (SEMANTICS §2): the least `ctl` and `can` of one root at one instant, found by applying the
 * four rules until nothing changes. Every fact carries the length of its shortest derivation.
 */
import type { EdgeDefinition, GivesControl } from './full-form.js';
import type { Case } from './case.js';
import { Memo } from './memo.js';
import { meets } from './patterns.js';
import type { Facts, Moment } from './sides.js';

/** `can`: item → for each cell the length of the shortest derivation, `Infinity` without one. */
export type Can = ReadonlyMap<string, readonly number[]>;

/** Control that an edge gave and that lasts: it ends at the next rotation of `over`. */
interface Secret {
  readonly over: string;
  readonly how: string;
  readonly strength: string;
  readonly steps: number;
}
type Secrets = ReadonlyMap<string, Secret>;

export interface Powers {
  /** identity → length of the shortest derivation. */
  readonly ctl: ReadonlyMap<string, number>;
  readonly can: Can;
  readonly secrets: Secrets;
}

const NO_SECRETS: Secrets = new Map();

/** Everything anybody can do in one case, on any side of it and with any subset of its grants. */
export class Reach {
  private readonly known = new Memo<Powers>();
  private readonly knownOf = new Memo<Powers>();
  private readonly cellsThrough: ReadonlyMap<EdgeDefinition, readonly (readonly number[])[]>;
  private readonly somethingLasts: boolean;

  constructor(readonly c: Case) {
    const edges = c.stated.book.edges ?? [];
    this.cellsThrough = new Map(edges.map((edge) => [edge, this.mapping(edge)]));
    this.somethingLasts = edges.some(({ gives }) => 'control' in gives && gives.lasting === true);
  }

  /** The powers of p at t. `strictly`: premises of edges are met only without doubt (SEMANTICS §1). */
  powers(facts: Facts, p: string, t: number, strictly = false): Powers {
    return this.knownOf.of([facts, strictly, p, t], () => this.find(facts, p, t, strictly));
  }

  /** Remembered by what they depend on: what is there at t, the power recognised then, the secrets learned before. */
  private find(facts: Facts, p: string, t: number, strictly: boolean): Powers {
    const learned = this.learnedBefore(facts, p, t, strictly);
    const moment = facts.at(t);
    const recognised = this.c.recognisedAt(p, t).map(({ how }) => how);
    const key = [p, strictly, moment.key, recognised.join(), textOf(learned)].join('|');
    return this.known.of([key], () => this.leastFixpoint(moment, p, t, learned, strictly));
  }

  controls(facts: Facts, p: string, x: string, t: number): boolean {
    return this.powers(facts, p, t).ctl.has(x);
  }

  /** A judged root: a person, or an identity that no person controls. */
  isJudged(facts: Facts, p: string, t: number): boolean {
    const { ids } = this.c;
    return this.c.isPerson(p) || !ids.some((q) => this.c.isPerson(q) && this.controls(facts, q, p, t));
  }

  private learnedBefore(facts: Facts, p: string, t: number, strictly: boolean): Secrets {
    if (!this.somethingLasts || t === this.c.instants[0]) return NO_SECRETS;
    const { secrets } = this.powers(facts, p, t - 1, strictly);
    return new Map([...secrets].filter(([, { over }]) => !this.c.isRotated(over, t)));
  }

  private leastFixpoint(moment: Moment, p: string, t: number, learned: Secrets, strictly: boolean): Powers {
    const growing = new Growing(this.c, p, t, learned);
    do {
      growing.hasChanged = false;
      growing.followControls(moment);
      growing.followGrants(moment);
      for (const [edge, cells] of this.cellsThrough) growing.followEdge(edge, cells, strictly);
    } while (growing.hasChanged);
    return growing;
  }

  /** For each cell of what the edge gives, the cells a premise may be met in: equal on every mapped dimension. */
  private mapping(edge: EdgeDefinition): number[][] {
    const { dimensions, all } = this.c.cells;
    const target = (d: string) => (edge.map?.[d] === undefined ? d : edge.map[d]);
    return all.map((given) =>
      all.flatMap((premise, i) => {
        const agrees = dimensions.every((d) => {
          const to = target(d);
          return to === null || premise[d] === given[to];
        });
        return agrees ? [i] : [];
      }),
    );
  }
}

/** The relations while they grow. */
class Growing implements Powers {
  readonly ctl = new Map<string, number>();
  readonly can = new Map<string, number[]>();
  readonly secrets: Map<string, Secret>;
  hasChanged = false;

  constructor(
    private readonly c: Case,
    private readonly p: string,
    private readonly t: number,
    learned: Secrets,
  ) {
    this.secrets = new Map(learned);
    this.control(p, 0); // rule 1
  }

  /** Rule 2, over stated controls and over secrets learned. */
  followControls({ powers }: Moment): void {
    for (const { from, to, control } of powers) {
      const steps = this.ctl.get(from);
      if (steps !== undefined && !this.isRecognised(control.how, control.strength))
        this.control(to, steps + 1);
    }
    for (const { over, how, strength, steps } of this.secrets.values()) {
      if (!this.isRecognised(how, strength)) this.control(over, steps);
    }
  }

  /** Rule 3. */
  followGrants({ held }: Moment): void {
    for (const { grant, within } of held) {
      const steps = this.ctl.get(grant.identity);
      if (steps === undefined) continue;
      for (const { leaf, steps: deeper, within: part } of this.c.catalogue.contents(grant.item)) {
        within.forEach((isIn, cell) => {
          if (isIn && part[cell] === true) this.exercise(leaf, cell, steps + 1 + deeper);
        });
      }
    }
  }

  /** Rule 4. */
  followEdge(edge: EdgeDefinition, cellsThrough: readonly (readonly number[])[], strictly: boolean): void {
    const met = [...new Set(edge.premises)].map((premise) => leafLengths(this.can, premise, strictly));
    if (met.includes(null)) return;
    cellsThrough.forEach((sources, cell) => {
      const shortest = met.map((lengths) => Math.min(...sources.map((i) => lengths?.[i] ?? Infinity)));
      const steps = 1 + shortest.reduce((sum, length) => sum + length, 0);
      if (steps === Infinity) return;
      if ('entitlement' in edge.gives) this.exercise(edge.gives.entitlement, cell, steps);
      else this.select(edge.id, edge.gives, cell, steps);
    });
  }

  private select(edge: string, gives: GivesControl, cell: number, steps: number): void {
    const { how, strength = 'take-over', lasting } = gives;
    for (const y of this.c.ids) {
      if (!this.c.isSelected(y, gives.control) || this.c.ownCells(y)[cell] !== true) continue;
      if (!this.isRecognised(how, strength)) this.control(y, steps);
      const key = `${edge} ${y}`;
      if (lasting !== true || steps >= (this.secrets.get(key)?.steps ?? Infinity)) continue;
      this.secrets.set(key, { over: y, how, strength, steps });
      this.hasChanged = true;
    }
  }

  private isRecognised(how: string, strength: string): boolean {
    return this.c.isRecognised(this.p, how, strength, this.t);
  }

  private control(x: string, steps: number): void {
    if (steps >= (this.ctl.get(x) ?? Infinity)) return;
    this.ctl.set(x, steps);
    this.hasChanged = true;
  }

  private exercise(item: string, cell: number, steps: number): void {
    const lengths = this.can.get(item) ?? this.c.cells.all.map(() => Infinity);
    this.can.set(item, lengths);
    if (steps >= (lengths[cell] ?? Infinity)) return;
    lengths[cell] = steps;
    this.hasChanged = true;
  }
}

/** For each cell, the shortest derivation of something held that meets the leaf; `null` when nothing does. */
export function leafLengths(can: Can, leaf: string, strictly: boolean): readonly number[] | null {
  const met = [...can].filter(([item]) => meets(item, leaf, strictly)).map(([, lengths]) => lengths);
  const [first] = met;
  return first === undefined ? null : met.length === 1 ? first : shortestOf(met, first.length);
}

/** Cell by cell the least. */
export function shortestOf(lists: readonly (readonly number[])[], size: number): number[] {
  const least = new Array<number>(size).fill(Infinity);
  for (const lengths of lists) {
    lengths.forEach((length, cell) => {
      if (length < (least[cell] ?? Infinity)) least[cell] = length;
    });
  }
  return least;
}

const textOf = (secrets: Secrets): string =>
  secrets.size === 0 ? '' : JSON.stringify([...secrets].sort(([a], [b]) => (a < b ? -1 : 1)));
