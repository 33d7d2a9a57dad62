import type { Side } from './before-after.js';
import { type Alike, alikeFor } from './alike.js';
import type { Algebra, Closed, Known } from './closure.js';
import type { CompiledRule } from './conflict-matrix.js';
import { isPerson } from './control-edge.js';
import type { Derivation } from './derivation.js';
import type { DutyTree } from './duty-tree.js';
import { givesControl } from './edge.js';
import { derivedBy } from './derived.js';
import type { Reading } from './reading.js';
import { possibleRoots, spread } from './roots.js';
import { satisfaction } from './satisfaction.js';
import type { Setting } from './setting.js';
import type { Support } from './support.js';
import { presence, witnesses } from './supporting.js';
import { selectable, timeline } from './timeline.js';
import { byInstant, complement, isWindow, normalise, type Span, toSpan } from './window.js';

/** What of a rule says how its duties are asked. */
type Asker = Pick<CompiledRule, 'dimensions' | 'objects'>;

/** For each identity met, the instants at which it is: normalised spans. */
export type Reach = ReadonlyMap<string, readonly Span[]>;

/** All that one root can do, before and after the change (SEMANTICS §2), told when it is asked. */
export class RootView {
  /** Everything it may control, whatever the time. */
  readonly around: ReadonlySet<string>;
  /** Stretches of time within which no fact of this root begins or ends, in order; the instant of judgement parts two. */
  readonly spans: readonly Span[];
  private readonly told = new Map<string, unknown>();
  private readonly answers = new Map<DutyTree, Map<string, readonly Known<Support>[]>>();

  constructor(
    private readonly setting: Setting,
    readonly root: string,
    private readonly viewOf: (root: string) => RootView,
  ) {
    this.around = identitiesAround(setting, root);
    this.spans = elementary(setting, root, this.around, setting.doubt);
  }

  /** Where a duty is met in span number `i`, as a rule asks it; nothing says by what. */
  satisfies(side: Side, i: number, tree: DutyTree, rule: Asker): readonly Known<Support>[] {
    const { doubt } = this.setting;
    const can = this.once(`can ${side}`, () => this.tell(side, doubt, presence));
    return this.ask(can, presence, `${side} ${i}`, i, tree, rule);
  }

  /** The same for sure: what is in doubt is left out. */
  satisfiesSurely(side: Side, i: number, tree: DutyTree, rule: Asker): readonly Known<Support>[] {
    const { strict } = this.setting;
    const can = this.once(`surely ${side}`, () => this.tell(side, strict, presence));
    return this.ask(can, presence, `surely ${side} ${i}`, i, tree, rule);
  }

  /**
   * The same, with the witnesses of each: dear where there are many, so asked only where something is not new.
   * `alike`: grants of which the first stands for all, by default this root's own.
   */
  witnesses(
    side: Side,
    i: number,
    tree: DutyTree,
    rule: Asker,
    alike: Alike = this.alike,
  ): readonly Known<Support>[] {
    const algebra = witnesses(alike);
    const by = `witnesses ${side} ${alike.size}`;
    const can = this.once(by, () => this.tell(side, this.setting.doubt, algebra));
    return this.ask(can, algebra, `${by} ${i}`, i, tree, rule);
  }

  /** Grants that nothing tells apart for this root. */
  get alike(): Alike {
    return this.once('alike', () => alikeFor(this.setting, this));
  }

  /** What it can do in span number `i` after the change, by these grants or by all, each with its shortest derivation. */
  derived(i: number, grants: Support | null): Closed<Derivation> {
    return this.once(`derived ${i} by ${grants === null ? 'all' : grants.join()}`, () =>
      derivedBy(this.setting, this, i, grants),
    );
  }

  /** Whom it controls, and when. */
  reach(side: Side): Reach {
    return this.once(`reach ${side}`, () => {
      const spans = new Map<string, Span[]>();
      const can = this.once(`can ${side}`, () => this.tell(side, this.setting.doubt, presence));
      can.forEach(({ controlled }, i) => {
        for (const identity of controlled.keys()) {
          spans.set(identity, [...(spans.get(identity) ?? []), ...this.spans.slice(i, i + 1)]);
        }
      });
      return new Map([...spans].map(([identity, all]) => [identity, normalise(all)]));
    });
  }

  /** When it is a judged root: always for a person, else whenever no person controls it. */
  judged(side: Side): readonly Span[] {
    const { root, setting } = this;
    return this.once(`judged ${side}`, () => {
      const { kinds } = setting.facts;
      if (isPerson(kinds, root)) return [{ from: -Infinity, until: Infinity }];
      const persons = possibleRoots(setting.matrix, setting.facts, [root]).filter((x) => isPerson(kinds, x));
      const controlled = persons.flatMap((x) => this.viewOf(x).reach(side).get(root) ?? []);
      return complement(normalise(controlled));
    });
  }

  private tell(side: Side, reading: Reading, algebra: Algebra<Support>): readonly Closed<Support>[] {
    const { root, setting, spans } = this;
    return timeline(setting, spans, { root, side, reading, algebra });
  }

  private ask(
    can: readonly Closed<Support>[],
    algebra: Algebra<Support>,
    key: string,
    i: number,
    tree: DutyTree,
    { dimensions, objects }: Asker,
  ): readonly Known<Support>[] {
    const answers = this.answers.get(tree) ?? new Map<string, readonly Known<Support>[]>();
    this.answers.set(tree, answers);
    const asked = `${key} ${dimensions.join()} ${objects.join()}`;
    const known = answers.get(asked);
    if (known !== undefined) return known;
    const { budget } = this.setting;
    const met = can[i]?.met ?? new Map<number, Known<Support>[]>();
    const answer = satisfaction(tree, { met, dimensions, objects, algebra, budget });
    answers.set(asked, answer);
    return answer;
  }

  private once<T>(what: string, tell: () => T): T {
    if (!this.told.has(what)) this.told.set(what, tell());
    return this.told.get(what) as T;
  }
}

function identitiesAround(setting: Setting, root: string): Set<string> {
  const named = setting.matrix.edges.flatMap((edge) => selectable(setting, edge));
  return spread(
    [root, ...named],
    (x) => setting.facts.controls.outgoing.get(x) ?? [],
    ({ to }) => to,
  );
}

/** The stretches in which nothing changes that `reading` looks at. */
export function elementary(
  { facts, matrix, at }: Setting,
  root: string,
  around: ReadonlySet<string>,
  reading: Pick<Reading, 'hitsOf'>,
): Span[] {
  const isLooked = (item: string) => reading.hitsOf(item).length > 0;
  const edges = [...around].flatMap((x) => facts.controls.outgoing.get(x) ?? []);
  const holdings = [...around].flatMap((x) =>
    (facts.byIdentity.get(x) ?? []).filter(({ grant }) => isLooked(grant.item)),
  );
  const records = (facts.recognised.get(root) ?? []).map(({ window }) => window).filter(isWindow);
  const spans = [...edges, ...holdings]
    .flatMap(({ before, after }) => [before, after])
    .filter((span) => span !== null);
  const rotates = matrix.edges.some(({ gives }) => givesControl(gives) && gives.isLasting);
  const rotations = rotates ? [...around].flatMap((x) => facts.rotations.get(x) ?? []) : [];
  const ends = [...spans, ...records.map(toSpan)].flatMap(({ from, until }) => [from, until]);
  const bounds = [...new Set([at, ...rotations, ...ends])].filter(Number.isFinite).sort(byInstant);
  return bounds.map((from, i) => ({ from, until: bounds[i + 1] ?? Infinity }));
}
