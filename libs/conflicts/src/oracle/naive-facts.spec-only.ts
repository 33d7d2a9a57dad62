/**
 * The facts half of the naive oracle: SEMANTICS §1–§3 word by word, for every identity and every whole instant up to
 * a horizon. Shares no code with the engine (its types only), knows no interval, no index and no shortcut.
 */
import type { Change, DutyRule, Grant, Window, World } from '../index.js';
import type { PlainBook } from '../laws/small-worlds.spec-only.js';

/** Beyond every finite instant of a small world by more than two periods of its longest time bound. */
export const HORIZON = 26;
const FIRST = -8;

type Time = readonly number[];
export const range = (from: number, to: number): Time =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const isWhole = (n: unknown) => typeof n === 'number' && Math.floor(n) === n;
export const readable = (w: Window) => isWhole(w.from) && (w.until === null || isWhole(w.until));
export const holdsAt = (w: Window, t: number) => w.from <= t && (w.until === null || t < w.until);

/** ctl: for each identity and instant, how many control steps it takes to each identity it controls. */
export class Ctl {
  readonly ids: string[];
  private readonly known = new Map<string, Map<string, number>[]>();
  private readonly pairsAt: [string, string][][] = [];

  constructor(
    private readonly world: World,
    change: Change,
  ) {
    const named = [...world.controls.flatMap((c) => [c.from, c.to]), ...world.grants, ...change.add];
    const ids = named.map((n) => (typeof n === 'string' ? n : n.identity));
    this.ids = [...new Set([...world.kinds.keys(), ...ids])].sort();
  }

  isPerson(x: string): boolean {
    return this.world.kinds.get(x) === 'person';
  }

  steps(p: string, t: number): Map<string, number> {
    const byTime = this.known.get(p) ?? [];
    this.known.set(p, byTime);
    return (byTime[t - FIRST] ??= this.fixpoint(p, t));
  }

  holds(p: string, x: string, t: number): boolean {
    return this.steps(p, t).has(x);
  }

  judged(p: string, t: number): boolean {
    return this.isPerson(p) || !this.ids.some((q) => this.isPerson(q) && this.holds(q, p, t));
  }

  private fixpoint(p: string, t: number): Map<string, number> {
    const steps = new Map([[p, 0]]);
    for (let changed = true; changed;) {
      changed = false;
      for (const [x, y] of this.pairs(t)) {
        const longer = (steps.get(x) ?? Infinity) + 1;
        if (longer < (steps.get(y) ?? Infinity)) {
          steps.set(y, longer);
          changed = true;
        }
      }
    }
    return steps;
  }

  private pairs(t: number): [string, string][] {
    return (this.pairsAt[t - FIRST] ??= this.findPairs(t));
  }

  private findPairs(t: number): [string, string][] {
    return this.world.controls
      .filter((c) => readable(c.window) && holdsAt(c.window, t))
      .flatMap((c): [string, string][] => {
        const both = this.world.kinds.has(c.from) && this.world.kinds.has(c.to);
        const mutual = c.how === 'linked' && both && this.isPerson(c.from) === this.isPerson(c.to);
        return mutual
          ? [
              [c.from, c.to],
              [c.to, c.from],
            ]
          : [[c.from, c.to]];
      });
  }
}

function depth(book: PlainBook, item: string, any: readonly string[]): number {
  if (any.includes(item)) return 0;
  const role = book.roles.find((r) => r.id === item);
  const inside = role === undefined ? [] : [...role.entitlements, ...role.roles];
  return Math.min(Infinity, ...inside.map((i) => 1 + depth(book, i, any)));
}

/**
 * One root and rule at one instant: the region's J before and after (empty outside the region), and the legs of the
 * region that something new meets. In the past, after is what was held.
 */
export interface Moment {
  readonly t: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly again: readonly string[];
}

export type Line = readonly Moment[];

export const isGained = ({ before, after }: Moment): boolean => after.some((leg) => !before.includes(leg));

/** What one change makes of the facts. */
export class Case {
  readonly before: Grant[];
  readonly after: Grant[];
  readonly fresh: Grant[];
  private readonly depths = new Map<string, Map<string, number>>();

  constructor(
    readonly book: PlainBook,
    readonly world: World,
    readonly ctl: Ctl,
    readonly change: Change,
    readonly at: number,
  ) {
    const counted = (g: Grant) => g.state === 'held' || g.state === 'reserved';
    this.before = world.grants.filter((g) => counted(g) && readable(g.window));
    const kept = [...this.before];
    for (const d of change.drop) {
      const i = kept.findIndex(
        (g) => Case.sameItem(g, d) && g.window.from === d.window.from && g.window.until === d.window.until,
      );
      if (i >= 0) kept.splice(i, 1);
    }
    const future = change.add.filter((g) => readable(g.window) && this.instants(g).some((t) => t >= at));
    this.after = [...kept, ...future];
    this.fresh = future.filter((g) => !this.inside(g));
  }

  static sameItem(a: Grant, b: Grant): boolean {
    return a.identity === b.identity && a.item === b.item;
  }

  instants(g: Grant): number[] {
    return range(FIRST, HORIZON).filter((t) => holdsAt(g.window, t));
  }

  /** Lies inside one grant of before, cut to the instant of judgement unless it is all past. */
  inside(g: Grant): boolean {
    const all = this.instants(g);
    const ahead = all.filter((t) => t >= this.at);
    const needed = ahead.length > 0 ? ahead : all;
    return (
      needed.length > 0 &&
      this.before.some((b) => Case.sameItem(b, g) && needed.every((t) => holdsAt(b.window, t)))
    );
  }

  isRemoval(): boolean {
    return this.change.add.every((g) => readable(g.window) && this.inside(g));
  }

  /** The duties of a rule that one of `grants` meets for root p at t. */
  legs(p: string, rule: DutyRule, t: number, grants: readonly Grant[]): string[] {
    const steps = this.ctl.steps(p, t);
    const usable = grants.filter((g) => steps.has(g.identity) && holdsAt(g.window, t));
    if (usable.length === 0) return [];
    return rule.legs.filter((leg) => usable.some((g) => this.depth(g.item, leg) < Infinity));
  }

  /** Least number of `contains` steps from an item to something the duty names; Infinity without one. */
  depth(item: string, duty: string): number {
    const known = this.depths.get(duty) ?? new Map<string, number>();
    this.depths.set(duty, known);
    const found = known.get(item);
    if (found !== undefined) return found;
    const any = this.book.duties.find((d) => d.id === duty)?.any ?? [];
    known.set(item, depth(this.book, item, any));
    return this.depth(item, duty);
  }

  /** The whole time line of one root and rule. */
  line(p: string, rule: DutyRule): Line {
    const k = rule.threshold ?? rule.legs.length;
    const at = (t: number): Moment => {
      if (!this.ctl.judged(p, t)) return { t, before: [], after: [], again: [] };
      const region = (grants: readonly Grant[]) => {
        const legs = this.legs(p, rule, t, grants);
        return legs.length >= k ? legs : [];
      };
      const before = region(this.before);
      if (t < this.at) return { t, before, after: before, again: [] };
      const after = region(this.after);
      const again = this.legs(p, rule, t, this.fresh).filter((leg) => after.includes(leg));
      return { t, before, after, again };
    };
    return range(FIRST, HORIZON).map(at);
  }
}
