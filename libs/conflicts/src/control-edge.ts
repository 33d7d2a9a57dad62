import { addedFrom, droppedAt, type Sides, takeEach } from './before-after.js';
import { byCodePoint } from './code-point-order.js';
import { type Change, type Control, STRENGTHS, type World } from './facts.js';
import { groupBy } from './group-by.js';
import { type Rotations, untilRotation } from './rotation.js';
import { byInstant, isEmpty, isWindow, type Span, toSpan } from './window.js';

/** One way in which `from` can act as `to`, before and after a change. */
export interface ControlEdge extends Sides {
  readonly from: string;
  readonly to: string;
  readonly control: Control;
}

/** The sound controls of a world and a change, readable in both directions; edges of one identity in an order of their own. */
export interface ControlEdges {
  readonly outgoing: ReadonlyMap<string, readonly ControlEdge[]>;
  readonly incoming: ReadonlyMap<string, readonly ControlEdge[]>;
  /** Identities that an added control gives more to act as. */
  readonly gaining: readonly string[];
  /** Identities that a dropped control takes something from. */
  readonly losing: readonly string[];
}

/** Reads the controls; malformed ones are left out (they are holds, not facts). */
export function controlEdges(
  { controls, kinds }: World,
  change: Change,
  at: number,
  rotations: Rotations,
): ControlEdges {
  const before = controls.filter(isSoundControl).sort(byContent);
  const isDropped = takeEach((change.dropControls ?? []).filter(isSoundControl), controlText);
  const kept = before.map((control) => ({ control, dropped: isDropped(control) }));
  const added = (change.addControls ?? []).filter(isSoundControl).sort(byContent);
  const lasting = (control: Control, span: Span | null) =>
    span === null || control.lasting !== true ? span : untilRotation(rotations, control.to, span);
  const all = [
    ...kept.map(({ control, dropped }) => {
      const span = toSpan(control.window);
      const full = isEmpty(span) ? null : lasting(control, span);
      const ended = isEmpty(span) ? null : lasting(control, droppedAt(span, at));
      return { control, before: full, after: dropped ? ended : full };
    }),
    ...added.map((control) => {
      return { control, before: null, after: lasting(control, addedFrom(toSpan(control.window), at)) };
    }),
  ];
  const edges = all.flatMap((edge) => edgesOf(edge, kinds));
  const ends = (some: readonly Control[]) => some.flatMap((control) => sourcesOf(control, kinds));
  return {
    outgoing: groupBy(edges, ({ from }) => from),
    incoming: groupBy(edges, ({ to }) => to),
    gaining: ends(added.filter((control) => !before.some((other) => isInside(control, other, at)))),
    losing: ends(kept.flatMap(({ control, dropped }) => (dropped ? [control] : []))),
  };
}

/**
 * How an account of several carries what each of them has: each can do what any can, and none is one with another by it, since a shared account
 * counts each person (SEMANTICS §3).
 */
export const CARRIES = 'carries';

/** The same without what accounts carry; itself where they carry nothing. */
export function withoutCarried(edges: ControlEdges): ControlEdges {
  const isOwn = ({ control }: ControlEdge) => control.how !== CARRIES;
  if ([...edges.outgoing.values()].every((from) => from.every(isOwn))) return edges;
  const own = (all: ControlEdges['outgoing']) =>
    new Map([...all].map(([identity, some]) => [identity, some.filter(isOwn)]));
  return { ...edges, outgoing: own(edges.outgoing), incoming: own(edges.incoming) };
}

/** Whether every control of after lies inside one control of before. */
export function addsNoControl(
  controls: readonly Control[],
  { addControls = [] }: Change,
  at: number,
): boolean {
  const before = controls.filter(isSoundControl);
  return addControls.every(
    (control) =>
      isSoundControl(control) &&
      !isEmpty(toSpan(control.window)) &&
      before.some((other) => isInside(control, other, at)),
  );
}

/** Whether a control can be read at all; an empty window is sound and controls nothing. */
export function isSoundControl({ window, strength }: Control): boolean {
  return isWindow(window) && STRENGTHS.includes(strength);
}

/** One text for controls of equal content. */
export function controlText({ from, to, how, strength, window, lasting }: Control): string {
  return JSON.stringify([from, to, how, strength, window.from, window.until, lasting === true]);
}

function isInside(inner: Control, outer: Control, at: number): boolean {
  const isAlike =
    inner.from === outer.from &&
    inner.to === outer.to &&
    inner.how === outer.how &&
    inner.strength === outer.strength;
  const [span, around] = [toSpan(inner.window), toSpan(outer.window)];
  const start = span.until > at ? Math.max(span.from, at) : span.from;
  const lastsNoLonger = inner.lasting !== true || outer.lasting === true;
  return isAlike && lastsNoLonger && around.from <= start && span.until <= around.until;
}

function edgesOf(
  { control, before, after }: Sides & { control: Control },
  kinds: World['kinds'],
): ControlEdge[] {
  if (before === null && after === null) return [];
  const stated = { from: control.from, to: control.to, control, before, after };
  return isMutual(control, kinds) ? [stated, { ...stated, from: control.to, to: control.from }] : [stated];
}

function sourcesOf(control: Control, kinds: World['kinds']): string[] {
  return isMutual(control, kinds) ? [control.from, control.to] : [control.from];
}

function isMutual({ from, to, how }: Control, kinds: World['kinds']): boolean {
  const known = kinds.has(from) && kinds.has(to);
  return how === 'linked' && known && isPerson(kinds, from) === isPerson(kinds, to);
}

export function isPerson(kinds: World['kinds'], x: string): boolean {
  return kinds.get(x) === 'person';
}

function byContent(a: Control, b: Control): number {
  return (
    byCodePoint(a.from, b.from) ||
    byCodePoint(a.to, b.to) ||
    byCodePoint(a.how, b.how) ||
    byCodePoint(a.strength, b.strength) ||
    byInstant(a.window.from, b.window.from) ||
    byInstant(toSpan(a.window).until, toSpan(b.window).until) ||
    Number(a.lasting === true) - Number(b.lasting === true)
  );
}
