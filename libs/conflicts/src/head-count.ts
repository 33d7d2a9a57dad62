import { addBit, emptyBits } from './bitset.js';
import { holdsObject } from './box.js';
import type { Side } from './before-after.js';
import type { Cell } from './cell.js';
import type { Known } from './closure.js';
import { byCodePoint } from './code-point-order.js';
import type { CompiledLeg, CompiledRule } from './conflict-matrix.js';
import type { DutyTree } from './duty-tree.js';
import { EVERYBODY } from './everybody.js';
import { valuesExcepted } from './exceptions.js';
import { findingOf } from './finding.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict } from './judgement.js';
import { isNewlyMet } from './new-witness.js';
import { alikeIn, shortestPath } from './path.js';
import { combinations } from './region.js';
import type { RootView } from './root-view.js';
import { possibleRoots } from './roots.js';
import { OTHER } from './scope.js';
import type { Support } from './support.js';
import { byInstant, covers, type Span } from './window.js';

/** Judged roots that control each other, under the first of them. */
type Head = readonly RootView[];

/** The conflict that the change brings to a rule on holders; `null` for class none. */
export function judgeHolders(inquiry: Inquiry, rule: CompiledRule): Conflict | null {
  const [leg] = rule.legs;
  if (leg === undefined) return null;
  const views = candidates(inquiry, rule, leg);
  const count = new HeadCount(inquiry, rule, leg, views);
  return findingOf(inquiry, {
    rule,
    root: EVERYBODY,
    legs: views.map(({ root }) => ({ id: root, title: leg.title })),
    cells: count.cells(),
    path: (number, { from: t, object }, isNewWay) => {
      const view = views[number];
      if (view === undefined) return [];
      const head = count.heads('after', t, object).find(([first]) => first === view) ?? [view];
      return shortestPath(inquiry, { rule, leg, view, head, t, object }, isNewWay);
    },
  });
}

/** Whether the change makes the heads other ones at some time from now on, broken or not. */
export function movesHeads(inquiry: Inquiry, rule: CompiledRule): boolean {
  return rule.legs.some((leg) =>
    new HeadCount(inquiry, rule, leg, candidates(inquiry, rule, leg)).hasMoved(),
  );
}

/** Every root that can, at some time from now on, in order. */
function candidates(inquiry: Inquiry, rule: CompiledRule, { tree }: CompiledLeg): RootView[] {
  const { matrix, facts, at } = inquiry;
  const holders = facts.holdings
    .filter(({ grant }) => inquiry.doubt.hitsOf(grant.item).length > 0)
    .map(({ grant }) => grant.identity);
  const can = (view: RootView, side: Side) =>
    view.spans.some(({ until }, i) => until > at && view.satisfies(side, i, tree, rule).length > 0);
  return possibleRoots(matrix, facts, holders)
    .map(inquiry.viewOf)
    .filter((view) => can(view, 'before') || can(view, 'after'));
}

/** The region of one rule on holders. */
class HeadCount {
  constructor(
    private readonly inquiry: Inquiry,
    private readonly rule: CompiledRule,
    private readonly leg: CompiledLeg,
    private readonly views: readonly RootView[],
  ) {}

  cells(): Cell[] {
    const cells = this.places('satisfies').map(({ span, object }) => this.cellAt(span, object));
    const isAgain = ({ after, isGained }: Cell) => after !== null && !isGained;
    if (!cells.some(isAgain)) return cells;
    return this.places('witnesses').map(({ span, object }) => {
      const cell = this.cellAt(span, object);
      if (!isAgain(cell)) return cell;
      const heads = this.heads('after', span.from, object);
      return {
        ...cell,
        witnessed: this.numbers(heads.filter((head) => this.isNewly(head, span.from, object))),
      };
    });
  }

  hasMoved(): boolean {
    const text = (side: Side, t: number, object: readonly string[]) =>
      JSON.stringify(this.heads(side, t, object).map((head) => head.map(({ root }) => root)));
    return this.places('satisfies').some(
      ({ span: { from }, object }) => text('before', from, object) !== text('after', from, object),
    );
  }

  /** Which objects there are depends on whether it is told what each is met by. */
  private places(
    told: 'satisfies' | 'witnesses',
  ): { readonly span: Span; readonly object: readonly string[] }[] {
    const ends = this.views
      .flatMap((view) => [...view.spans, ...view.judged('before'), ...view.judged('after')])
      .flatMap(({ from, until }) => [from, until])
      .filter((t) => Number.isFinite(t) && t > this.inquiry.at);
    const bounds = [...new Set([this.inquiry.at, ...ends])].sort(byInstant);
    const values = this.rule.objects.map((d) => this.mentioned(d, told));
    this.inquiry.budget.take(values.reduce((count, { length }) => count * (length + 1), bounds.length));
    const objects = combinations(values);
    return bounds.flatMap((from, i) =>
      objects.map((object) => ({ span: { from, until: bounds[i + 1] ?? Infinity }, object })),
    );
  }

  private cellAt(span: Span, object: readonly string[]): Cell {
    const { threshold } = this.rule;
    const before = this.heads('before', span.from, object);
    const after = this.heads('after', span.from, object);
    const [wasBroken, isBroken] = [before.length >= threshold, after.length >= threshold];
    const counted = new Set(before.flat());
    const isNew = (head: Head) => !head.some((view) => counted.has(view));
    const isLarger = after.length > before.length || after.some(isNew);
    return {
      ...span,
      object,
      before: wasBroken ? this.numbers(before) : null,
      after: isBroken ? this.numbers(after) : null,
      isGained: isBroken && (!wasBroken || isLarger),
      witnessed: this.numbers([]),
    };
  }

  /** Who is a judged root and can, each with the first of whom all control it and it them, by more than that one account carries both: never fewer than could act apart. */
  heads(side: Side, t: number, object: readonly string[]): Head[] {
    const heads: RootView[][] = [];
    for (const view of this.views) {
      this.inquiry.budget.take(1 + heads.length);
      if (!covers(view.judged(side), t) || this.met(view, side, t, object).length === 0) continue;
      const controls = ({ root }: RootView, b: RootView) =>
        covers(this.inquiry.apartViewOf(root).reach(side).get(b.root) ?? [], t);
      const own = heads.find((head) => head.every((one) => controls(one, view) && controls(view, one)));
      if (own === undefined) heads.push([view]);
      else own.push(view);
    }
    return heads;
  }

  private met(
    view: RootView,
    side: Side,
    t: number,
    object: readonly string[],
    ask = (of: RootView, i: number, tree: DutyTree) => of.satisfies(side, i, tree, this.rule),
  ): Known<Support>[] {
    const i = view.spans.findIndex(({ from, until }) => from <= t && t < until);
    const { tree } = this.leg;
    const known = i < 0 ? [] : ask(view, i, tree);
    this.inquiry.budget.take(1 + known.length);
    return known.filter(({ box }) => holdsObject(box, this.rule.objects, object));
  }

  /** By a way that none of those who are one now had. */
  private isNewly(head: Head, t: number, object: readonly string[]): boolean {
    const alike = alikeIn(head);
    const ways = (side: Side) =>
      head.flatMap((view) =>
        this.met(view, side, t, object, (of, i, tree) => of.witnesses(side, i, tree, this.rule, alike)),
      );
    return isNewlyMet(this.inquiry, ways('after'), () => ways('before'), alike);
  }

  private numbers(heads: readonly Head[]): Uint32Array {
    const bits = emptyBits(this.views.length);
    for (const [first] of heads) if (first !== undefined) addBit(bits, this.views.indexOf(first));
    return bits;
  }

  private mentioned(dimension: number, told: 'satisfies' | 'witnesses'): string[] {
    const values = new Set(valuesExcepted(this.inquiry, this.rule, EVERYBODY, dimension));
    for (const view of this.views) {
      for (const side of ['before', 'after'] as const) {
        view.spans.forEach((_, i) => {
          const { tree } = this.leg;
          const met = [...view.satisfies(side, i, tree, this.rule), ...view[told](side, i, tree, this.rule)];
          for (const { box } of met) for (const value of box[dimension] ?? []) values.add(value);
        });
      }
    }
    return [...values].filter((value) => value !== OTHER).sort(byCodePoint);
  }
}
