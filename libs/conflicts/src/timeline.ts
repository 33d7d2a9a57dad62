import type { Side } from './before-after.js';
import { type Box, meetValues } from './box.js';
import { type Algebra, close, type Closed, type Instant, type Knowledge } from './closure.js';
import { type CompiledEdge, givesControl } from './edge.js';
import type { Holding } from './holding.js';
import type { Setting } from './setting.js';
import { canMeet } from './pattern.js';
import type { Reading } from './reading.js';
import { untilRotation } from './rotation.js';
import { covers, isWindow, type Span, toSpan } from './window.js';

/** Which facts a time line is made of. */
export interface Telling<A> {
  readonly root: string;
  readonly side: Side;
  readonly reading: Pick<Reading, 'hitsOf'>;
  readonly algebra: Algebra<A>;
  /** Leaves out holdings that it refuses. */
  readonly counts?: (holding: Holding) => boolean;
}

/**
 * What a root can do in each of `spans`, which are in order and within which no fact begins or ends. Goes forward,
 * because lasting knowledge outlives what gave it until the next rotation.
 */
export function timeline<A>(setting: Setting, spans: readonly Span[], telling: Telling<A>): Closed<A>[] {
  return [...timelineThrough(setting, spans, telling)].map(([, closed]) => closed);
}

/** The same, each with its span, told when it is asked for: whoever has heard enough pays for no more. */
export function* timelineThrough<A>(
  setting: Setting,
  spans: readonly Span[],
  telling: Telling<A>,
): Generator<readonly [Span, Closed<A>]> {
  let knowledge: Remembered<A>[] = [];
  for (const span of spans) {
    knowledge = knowledge.filter(({ until }) => until > span.from);
    const closed = close(instantOf(setting, span, telling), telling.algebra, knowledge);
    yield [span, closed];
    const learned = closed.learned.map((known) => {
      return { ...known, until: untilRotation(setting.facts.rotations, known.identity, span).until };
    });
    knowledge = remembered(
      [...knowledge, ...learned.filter(({ until }) => until > span.until)],
      telling.algebra,
    );
  }
}

type Remembered<A> = Knowledge<A> & { readonly until: number };

/** Without what something known as long, and as well, makes superfluous. */
function remembered<A>(all: readonly Remembered<A>[], { isAsGood }: Algebra<A>): Remembered<A>[] {
  const kept: Remembered<A>[] = [];
  const isCovered = (a: Remembered<A>, b: Remembered<A>): boolean =>
    a.identity === b.identity && a.edge === b.edge && a.until >= b.until && isAsGood(a.by, b.by);
  for (const next of all) {
    if (kept.some((known) => isCovered(known, next))) continue;
    kept.splice(0, kept.length, ...kept.filter((known) => !isCovered(next, known)), next);
  }
  return kept;
}

function instantOf<A>(setting: Setting, span: Span, { root, side, reading, counts }: Telling<A>): Instant {
  const { matrix, facts, budget } = setting;
  const isNow = (sides: { readonly [S in Side]: Span | null }): boolean => {
    const when = sides[side];
    return when !== null && when.from <= span.from && span.from < when.until;
  };
  const records = (facts.recognised.get(root) ?? []).filter(
    ({ window }) => isWindow(window) && covers([toSpan(window)], span.from),
  );
  return {
    root,
    edgesFrom: matrix.edgesByPremise,
    controlsOf: (identity) => (facts.controls.outgoing.get(identity) ?? []).filter(isNow),
    holdingsOf: (identity) =>
      (facts.byIdentity.get(identity) ?? []).filter(
        (holding) => isNow(holding) && (counts?.(holding) ?? true),
      ),
    hitsOf: (item) => reading.hitsOf(item),
    isRecognised: (how, strength) => strength === 'take-over' && records.some((record) => record.how === how),
    selected: (edge, box) =>
      selectable(setting, edge).filter((identity) => isWithinReach(setting, identity, box)),
    budget,
  };
}

/** Every identity, known or only named, that the selector of an edge can name, wherever its premises are met. */
export function selectable({ facts }: Setting, { gives }: CompiledEdge): string[] {
  if (!givesControl(gives)) return [];
  const { kind, identity: pattern } = gives.control;
  return [...facts.identities].filter(
    (identity) =>
      (kind === undefined || kind === facts.kinds.get(identity)) &&
      (pattern === undefined || canMeet(pattern, identity)),
  );
}

/** Whether an identity's own scope meets the one in which the premises are met. */
function isWithinReach({ facts }: Setting, identity: string, box: Box): boolean {
  const own = facts.ownBoxes.get(identity);
  if (own === undefined) return true;
  return own !== null && box.every((values, d) => meetValues(values, own[d] ?? null)?.length !== 0);
}
