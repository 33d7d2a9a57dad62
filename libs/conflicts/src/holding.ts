import { byCodePoint } from './code-point-order.js';
import type { Change, Grant } from './facts.js';
import { byInstant, isEmpty, isWindow, type Span, toSpan } from './window.js';

/** A grant seen from one change: what it is before and after it. */
export interface Holding {
  readonly grant: Grant;
  readonly span: Span;
  /** `kept`: before and after; `dropped`: before only; `added`: after only. */
  readonly part: 'kept' | 'dropped' | 'added';
  /** For an added grant: ended at this instant or earlier it would lie inside one grant of before. */
  readonly insideUntil: number;
}

/** `before = held ∪ reserved` and `after = (before ∖ drop) ∪ add` as one list, in an order of its own. */
export function holdingsOf(grants: readonly Grant[], change: Change, at: number): Holding[] {
  const before = grantsBefore(grants);
  const ends = countByContent(change.drop.filter(isSound));
  const old = before.map((grant): Holding => {
    const left = ends.get(contentOf(grant)) ?? 0;
    ends.set(contentOf(grant), left - 1);
    return { grant, span: toSpan(grant.window), part: left > 0 ? 'dropped' : 'kept', insideUntil: -Infinity };
  });
  const added = change.add.filter(isSound).map((grant): Holding => {
    const { from, until } = toSpan(grant.window);
    const span = { from: Math.max(from, at), until };
    return {
      grant: { ...grant, state: 'asked' },
      span,
      part: 'added',
      insideUntil: insideUntil(grant, before, at),
    };
  });
  return [...old, ...added.filter(({ span }) => !isEmpty(span)).sort((a, b) => byContent(a.grant, b.grant))];
}

/** Added, and not inside one grant of before: only such a grant can be a new witness. */
export function isFresh({ part, span, insideUntil }: Holding): boolean {
  return part === 'added' && span.until > insideUntil;
}

/**
 * Whether every grant of after lies inside one grant of before (SEMANTICS §4): such a change takes away or
 * narrows, is never vetoed or held, and needs no clearance. A change that adds nothing is one.
 */
export function isRemoval(grants: readonly Grant[], change: Change, at: number): boolean {
  const before = grantsBefore(grants);
  return change.add.every(
    (grant) => isSound(grant) && toSpan(grant.window).until <= insideUntil(grant, before, at),
  );
}

function grantsBefore(grants: readonly Grant[]): Grant[] {
  return grants.filter((grant) => isCounted(grant) && isSound(grant)).sort(byContent);
}

/** Whether a grant among the facts counts as had: in force or promised. */
export function isCounted({ state }: Grant): boolean {
  return state === 'held' || state === 'reserved';
}

/** The window is one, and not empty. */
function isSound({ window }: Grant): boolean {
  return isWindow(window) && !isEmpty(toSpan(window));
}

/** The latest end with which the grant, cut to the instant of judgement, lies inside one grant of before. */
function insideUntil(grant: Grant, before: readonly Grant[], at: number): number {
  const { from, until } = toSpan(grant.window);
  const start = until > at ? Math.max(from, at) : from;
  const around = before
    .filter(({ identity, item, window }) => {
      return identity === grant.identity && item === grant.item && window.from <= start;
    })
    .map(({ window }) => toSpan(window).until);
  return Math.max(-Infinity, ...around);
}

function contentOf({ identity, item, window }: Grant): string {
  return JSON.stringify([identity, item, window.from, window.until]);
}

function countByContent(grants: readonly Grant[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const grant of grants) counts.set(contentOf(grant), (counts.get(contentOf(grant)) ?? 0) + 1);
  return counts;
}

function byContent(a: Grant, b: Grant): number {
  return (
    byCodePoint(a.identity, b.identity) ||
    byCodePoint(a.item, b.item) ||
    byInstant(a.window.from, b.window.from) ||
    byInstant(toSpan(a.window).until, toSpan(b.window).until) ||
    byCodePoint(a.state, b.state)
  );
}
