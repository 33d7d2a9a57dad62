import { byCodePoint } from './code-point-order.js';
import { type Control, STRENGTHS, type World } from './facts.js';
import { groupBy } from './group-by.js';
import {
  ALWAYS,
  byInstant,
  complement,
  isEmpty,
  isWindow,
  meetAll,
  normalise,
  type Span,
  toSpan,
} from './window.js';

/** One way in which `from` can act as `to`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly control: Control;
  readonly span: Span;
}

/** The sound controls of a world, readable in both directions; edges of one identity in an order of their own. */
export interface ControlGraph {
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
  readonly kinds: World['kinds'];
}

/** For each identity met, the instants at which it is: normalised spans. */
export type Reach = ReadonlyMap<string, readonly Span[]>;

/** Reads the controls of a world; malformed ones are left out (they are holds, not facts). */
export function controlGraph({ controls, kinds }: World): ControlGraph {
  const edges = controls
    .filter(isSoundControl)
    .flatMap((control) => edgesOf(control, kinds))
    .sort(byEdge);
  return {
    outgoing: groupBy(edges, (edge) => edge.from),
    incoming: groupBy(edges, (edge) => edge.to),
    kinds,
  };
}

/** Whether a control can be read at all; an empty window is sound and controls nothing. */
export function isSoundControl({ window, strength }: Control): boolean {
  return isWindow(window) && STRENGTHS.includes(strength);
}

/** `ctl(p, x, w)` for one p (SEMANTICS §2, rules 1 and 2): every x that p can act as, and when. */
export function reachFrom(graph: ControlGraph, p: string): Reach {
  return closure(p, graph.outgoing, (edge) => edge.to);
}

/** `ctl(p, x, w)` for one x: every p that can act as x, and when. */
export function reachTo(graph: ControlGraph, x: string): Reach {
  return closure(x, graph.incoming, (edge) => edge.from);
}

/** The identities met at `at` or later. */
export function identitiesIn(reach: Reach, at: number): string[] {
  return [...reach]
    .filter(([, spans]) => spans.some(({ until }) => until > at))
    .map(([identity]) => identity);
}

/** The instants at which `p` is a judged root: always for a person, else whenever no person controls it. */
export function judgedSpans(graph: ControlGraph, p: string): Span[] {
  if (isPerson(graph.kinds, p)) return [ALWAYS];
  const controlled = [...reachTo(graph, p)].flatMap(([q, spans]) => (isPerson(graph.kinds, q) ? spans : []));
  return complement(normalise(controlled));
}

function isPerson(kinds: World['kinds'], x: string): boolean {
  return kinds.get(x) === 'person';
}

function edgesOf(control: Control, kinds: World['kinds']): Edge[] {
  const span = toSpan(control.window);
  if (isEmpty(span)) return [];
  const stated = { from: control.from, to: control.to, control, span };
  const back = { from: control.to, to: control.from, control, span };
  return isMutual(control, kinds) ? [stated, back] : [stated];
}

function isMutual({ from, to, how }: Control, kinds: World['kinds']): boolean {
  const known = kinds.has(from) && kinds.has(to);
  return how === 'linked' && known && isPerson(kinds, from) === isPerson(kinds, to);
}

function byEdge(a: Edge, b: Edge): number {
  return (
    byCodePoint(a.from, b.from) ||
    byCodePoint(a.to, b.to) ||
    byCodePoint(a.control.how, b.control.how) ||
    byCodePoint(a.control.strength, b.control.strength) ||
    byInstant(a.span.from, b.span.from) ||
    byInstant(a.span.until, b.span.until)
  );
}

/** Least fixpoint: spans only grow and begin and end at instants of the facts, so it ends. */
function closure(
  start: string,
  edges: ReadonlyMap<string, readonly Edge[]>,
  next: (edge: Edge) => string,
): Map<string, readonly Span[]> {
  const reached = new Map<string, readonly Span[]>([[start, [ALWAYS]]]);
  const open = [start];
  for (const x of open) {
    for (const edge of edges.get(x) ?? []) {
      const y = next(edge);
      const known = reached.get(y) ?? [];
      const spans = normalise([...known, ...meetAll(reached.get(x) ?? [], edge.span)]);
      if (isSame(known, spans)) continue;
      reached.set(y, spans);
      open.push(y);
    }
  }
  return reached;
}

function isSame(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length && a.every((span, i) => span.from === b[i]?.from && span.until === b[i]?.until)
  );
}
