import { type Box, isBoxWithin, meetBoxes } from './box.js';
import type { Budget } from './budget.js';
import type { ControlEdge } from './control-edge.js';
import { type CompiledEdge, type EdgesByPremise, givenBox, givesControl } from './edge.js';
import type { Strength } from './facts.js';
import type { Holding } from './holding.js';
import type { Hit } from './reading.js';

/**
 * What is remembered of how something was derived. One closure serves several: which grants it rests on, or the
 * shortest path to it. Every operation is monotone, so the least fixpoint depends on no order.
 */
export interface Algebra<A> {
  /** The root acts as itself. */
  readonly start: A;
  readonly through: (by: A, edge: ControlEdge) => A;
  readonly holding: (by: A, holding: Holding, hit: Hit) => A;
  readonly confer: (premises: readonly A[], edge: CompiledEdge, gives: string) => A;
  /** Several branches of a duty at once. */
  readonly join: (a: A, b: A) => A;
  /** With `a` known, `b` adds nothing. */
  readonly isAsGood: (a: A, b: A) => boolean;
}

/** Where something is met, and how that was derived. */
export interface Known<A> {
  readonly box: Box;
  readonly by: A;
}

/** Control that an edge has given for good. */
export interface Knowledge<A> {
  readonly identity: string;
  readonly by: A;
  readonly edge: CompiledEdge;
}

/** The facts of one instant, as one root may use them. */
export interface Instant {
  readonly root: string;
  readonly edgesFrom: EdgesByPremise;
  readonly controlsOf: (identity: string) => readonly ControlEdge[];
  readonly holdingsOf: (identity: string) => readonly Holding[];
  readonly hitsOf: (item: string) => readonly Hit[];
  /** Whether this root's control of this kind is recognised, and leaves its closure. */
  readonly isRecognised: (how: string, strength: Strength) => boolean;
  /** Identities that the selector of an edge names where its premises are met in this scope. */
  readonly selected: (edge: CompiledEdge, box: Box) => readonly string[];
  readonly budget: Budget;
}

/** `ctl` and `can` of SEMANTICS §2 at one instant, and the lasting knowledge won in it. */
export interface Closed<A> {
  readonly controlled: ReadonlyMap<string, readonly A[]>;
  readonly met: ReadonlyMap<number, readonly Known<A>[]>;
  readonly learned: readonly Knowledge<A>[];
}

/** The least fixpoint for one root at one instant; `knowledge`: what it has kept from before. */
export function close<A>(
  instant: Instant,
  algebra: Algebra<A>,
  knowledge: readonly Knowledge<A>[],
): Closed<A> {
  const closing = new Closing(instant, algebra);
  closing.start(knowledge);
  return closing;
}

class Closing<A> implements Closed<A> {
  readonly controlled = new Map<string, A[]>();
  readonly met = new Map<number, Known<A>[]>();
  readonly learned: Knowledge<A>[] = [];
  private readonly agenda: (() => void)[] = [];

  constructor(
    private readonly instant: Instant,
    private readonly algebra: Algebra<A>,
  ) {}

  start(knowledge: readonly Knowledge<A>[]): void {
    this.control(this.instant.root, this.algebra.start);
    for (const { identity, by, edge } of knowledge) this.takeControl(edge, identity, by);
    for (const step of this.agenda) step();
  }

  private control(identity: string, by: A): void {
    const known = this.controlled.get(identity) ?? [];
    this.instant.budget.take(1 + known.length);
    if (known.some((other) => this.algebra.isAsGood(other, by))) return;
    this.controlled.set(identity, [...known.filter((other) => !this.algebra.isAsGood(by, other)), by]);
    this.agenda.push(() => {
      if (this.controlled.get(identity)?.includes(by) === true) this.actAs(identity, by);
    });
  }

  /** Rules 2 and 3: whom this identity controls, what it holds. */
  private actAs(identity: string, by: A): void {
    const { controlsOf, holdingsOf, hitsOf, isRecognised } = this.instant;
    for (const edge of controlsOf(identity)) {
      const { how, strength } = edge.control;
      if (!isRecognised(how, strength)) this.control(edge.to, this.algebra.through(by, edge));
    }
    for (const holding of holdingsOf(identity)) {
      for (const hit of hitsOf(holding.grant.item)) {
        const box = meetBoxes(holding.box, hit.box);
        if (box !== null) this.meet(hit.leaf, { box, by: this.algebra.holding(by, holding, hit) });
      }
    }
  }

  private meet(leaf: number, fact: Known<A>): void {
    const known = this.met.get(leaf) ?? [];
    if (!addKnown(known, fact, this.algebra, this.instant.budget)) return;
    this.met.set(leaf, known);
    for (const { edge, place } of this.instant.edgesFrom.get(leaf) ?? []) {
      this.agenda.push(() => this.follow(edge, place, fact));
    }
  }

  /** Rule 4, with the new fact as premise number `place`. */
  private follow(edge: CompiledEdge, place: number, fact: Known<A>): void {
    let choices: Known<A>[][] = [[]];
    edge.premises.forEach((premise, i) => {
      const facts = i === place ? [fact] : (this.met.get(premise) ?? []);
      this.instant.budget.take(choices.length * facts.length);
      choices = choices.flatMap((chosen) => facts.map((next) => [...chosen, next]));
    });
    for (const chosen of choices) {
      const box = givenBox(
        edge,
        chosen.map((known) => known.box),
      );
      if (box !== null) {
        this.confer(
          edge,
          box,
          chosen.map(({ by }) => by),
        );
      }
    }
  }

  private confer(edge: CompiledEdge, box: Box, premises: readonly A[]): void {
    const { hitsOf, selected } = this.instant;
    const { gives } = edge;
    if (givesControl(gives)) {
      for (const identity of selected(edge, box)) {
        const by = this.algebra.confer(premises, edge, identity);
        if (gives.isLasting) this.learned.push({ identity, by, edge });
        this.takeControl(edge, identity, by);
      }
      return;
    }
    const by = this.algebra.confer(premises, edge, gives.entitlement);
    for (const { leaf } of hitsOf(gives.entitlement)) this.meet(leaf, { box, by });
  }

  private takeControl({ gives }: CompiledEdge, identity: string, by: A): void {
    if (!givesControl(gives) || this.instant.isRecognised(gives.how, gives.strength)) return;
    this.control(identity, by);
  }
}

/** Adds a fact to those known of one thing; false when they make it superfluous. Every comparison is a step. */
export function addKnown<A>(
  known: Known<A>[],
  fact: Known<A>,
  { isAsGood }: Algebra<A>,
  budget: Budget,
): boolean {
  budget.take(1 + known.length);
  if (known.some((other) => isBoxWithin(fact.box, other.box) && isAsGood(other.by, fact.by))) return false;
  const kept = known.filter((other) => !(isBoxWithin(other.box, fact.box) && isAsGood(fact.by, other.by)));
  known.splice(0, known.length, ...kept, fact);
  return true;
}
