import {
  type ControlGraph,
  identitiesIn,
  judgedSpans,
  type Reach,
  reachFrom,
  reachTo,
} from './control-graph.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { byCodePoint } from './code-point-order.js';
import { type Holding, isFresh } from './holding.js';
import { meetAll, type Span } from './window.js';

/** A holding that a root can exercise, and when: its window met with the root's control over the holder. */
export interface RootHolding extends Holding {
  /** Item number. */
  readonly item: number;
  readonly spans: readonly Span[];
}

/** All that one root can do, before and after the change (SEMANTICS §2). */
export interface RootView {
  readonly root: string;
  /** Everything it controls, itself included, and when. */
  readonly reach: Reach;
  /** When it is a judged root. */
  readonly judged: readonly Span[];
  readonly holdings: readonly RootHolding[];
}

/** Every identity that can, at `at` or later, act as one whose grants the change adds to, in code point order. */
export function touchedRoots(graph: ControlGraph, holdings: readonly Holding[], at: number): string[] {
  const gaining = new Set(holdings.filter(isFresh).map(({ grant }) => grant.identity));
  const roots = new Set([...gaining].flatMap((identity) => identitiesIn(reachTo(graph, identity), at)));
  return [...roots].sort(byCodePoint);
}

/** What `root` can do, and when. Holdings of items that the matrix does not know meet no duty and are left out. */
export function rootView(
  matrix: ConflictMatrix,
  graph: ControlGraph,
  holdingsByIdentity: ReadonlyMap<string, readonly Holding[]>,
  root: string,
): RootView {
  const reach = reachFrom(graph, root);
  const holdings = [...reach].flatMap(([identity, control]) =>
    (holdingsByIdentity.get(identity) ?? []).flatMap((holding) => {
      const item = matrix.itemNumber.get(holding.grant.item);
      const spans = meetAll(control, holding.span);
      return item === undefined || spans.length === 0 ? [] : [{ ...holding, item, spans }];
    }),
  );
  return { root, reach, judged: judgedSpans(graph, root), holdings };
}

/** The same view if all that is added ended at `end` or before. */
export function cutView(view: RootView, end: number): RootView {
  const holdings = view.holdings.map((holding) => {
    if (holding.part !== 'added') return holding;
    const span = { from: holding.span.from, until: Math.min(holding.span.until, end) };
    return { ...holding, span, spans: meetAll(holding.spans, span) };
  });
  return { ...view, holdings };
}
