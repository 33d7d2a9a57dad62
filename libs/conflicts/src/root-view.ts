import type { Side } from './before-after.js';
import type { Closed, Known } from './closure.js';
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

  /** What it can do in each span, with the grants that rests on. */
  can(side: Side): readonly Closed<Support>[] {
    return this.once(`can ${side}`, () => {
      const { root, setting } = this;
      // where facts are only added, what sufficed before is in no witness that is new
      const algebra = side === 'after' || !setting.facts.onlyAdds ? witnesses : presence;
      return timeline(setting, this.spans, { root, side, reading: setting.doubt, algebra });
    });
  }

  /** What it can do for sure in each span: what is in doubt is left out. */
  canSurely(side: Side): readonly Closed<Support>[] {
    const { root, setting } = this;
    return this.once(`surely ${side}`, () =>
      timeline(setting, this.spans, { root, side, reading: setting.strict, algebra: presence }),
    );
  }

  /** Where a duty is met in span number `i`, as a rule of these dimensions asks. */
  satisfies(side: Side, i: number, tree: DutyTree, dimensions: readonly number[]): readonly Known<Support>[] {
    return this.ask(this.can(side), `${side} ${i} ${dimensions.join()}`, i, tree, dimensions);
  }

  /** The same for sure. */
  satisfiesSurely(
    side: Side,
    i: number,
    tree: DutyTree,
    dimensions: readonly number[],
  ): readonly Known<Support>[] {
    return this.ask(this.canSurely(side), `surely ${side} ${i} ${dimensions.join()}`, i, tree, dimensions);
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
      this.can(side).forEach(({ controlled }, i) => {
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

  private ask(
    can: readonly Closed<Support>[],
    key: string,
    i: number,
    tree: DutyTree,
    dimensions: readonly number[],
  ): readonly Known<Support>[] {
    const answers = this.answers.get(tree) ?? new Map<string, readonly Known<Support>[]>();
    this.answers.set(tree, answers);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const { budget } = this.setting;
    const met = can[i]?.met ?? new Map<number, Known<Support>[]>();
    const answer = satisfaction(tree, { met, dimensions, algebra: witnesses, budget });
    answers.set(key, answer);
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
