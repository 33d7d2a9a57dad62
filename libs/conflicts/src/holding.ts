import { addedFrom, droppedAt, type Sides, takeEach } from './before-after.js';
import { type Box, isDeclared, toBox } from './box.js';
import { byCodePoint } from './code-point-order.js';
import type { Change, Grant } from './facts.js';
import { isEmptyScope, isScope, isScopeWithin, scopeText } from './scope.js';
import { byInstant, isEmpty, isWindow, toSpan } from './window.js';

/** A grant seen from one change: when it counts before and after it. */
export interface Holding extends Sides {
  /** Place in an order of all holdings that does not depend on the order of the facts. */
  readonly number: number;
  readonly grant: Grant;
  readonly box: Box;
  /** Added, and not inside one grant of before: only such a grant can be a new witness. */
  readonly isFresh: boolean;
  /** Dropped, and not inside one grant of after. */
  readonly isLost: boolean;
  /** Numbers of the grants of before that it lies in, itself among them. */
  readonly within: readonly number[];
}

/** `before = held ∪ reserved` and `after = (before ∖ drop) ∪ add` as one list. */
export function holdingsOf(
  grants: readonly Grant[],
  change: Change,
  at: number,
  dimensions: readonly string[],
): Holding[] {
  const isReadable = (grant: Grant) => isSound(grant) && isDeclared(grant.scope, dimensions);
  const before = countedGrants(grants).filter(isReadable).sort(byContent);
  const isDropped = takeEach(change.drop.filter(isSound), grantText);
  const kept = before.map((grant) => ({ grant, dropped: isDropped(grant) }));
  const added = change.add
    .filter((grant) => isReadable(grant) && toSpan(grant.window).until > at)
    .map((grant): Grant => ({ ...grant, state: 'asked' }))
    .sort(byContent);
  const after = [...kept.flatMap(({ grant, dropped }) => (dropped ? [] : [grant])), ...added];
  const within = (grant: Grant) => before.flatMap((other, i) => (isInside(grant, other, at) ? [i] : []));
  const box = ({ scope }: Grant) => toBox(scope, dimensions) ?? [];
  const common = { isFresh: false, isLost: false };
  return [
    ...kept.map(({ grant, dropped }, number): Holding => {
      const span = toSpan(grant.window);
      const isLost = dropped && span.until > at && !after.some((other) => isInside(grant, other, at));
      const sides = { before: span, after: dropped ? droppedAt(span, at) : span };
      return { ...common, ...sides, number, grant, box: box(grant), isLost, within: [number] };
    }),
    ...added.map((grant, i): Holding => {
      const around = within(grant);
      const sides = { before: null, after: addedFrom(toSpan(grant.window), at) };
      const isFresh = around.length === 0;
      return {
        ...common,
        ...sides,
        number: before.length + i,
        grant,
        box: box(grant),
        isFresh,
        within: around,
      };
    }),
  ];
}

/** Whether every grant of after lies inside one grant of before; so it is of what adds nothing. */
export function addsNoGrant(grants: readonly Grant[], { add }: Change, at: number): boolean {
  const before = countedGrants(grants).filter(isSound);
  return add.every((grant) => isSound(grant) && before.some((other) => isInside(grant, other, at)));
}

/** Whether a grant among the facts counts as had: in force or promised. */
export function isCounted({ state }: Grant): boolean {
  return state === 'held' || state === 'reserved';
}

/** Window and scope can be read and are not empty. */
export function isSound({ window, scope }: Grant): boolean {
  return (
    isWindow(window) &&
    !isEmpty(toSpan(window)) &&
    (scope === undefined || isScope(scope)) &&
    !isEmptyScope(scope)
  );
}

/** One text for grants of equal content. */
export function grantText({ identity, item, window, scope }: Grant): string {
  return JSON.stringify([identity, item, window.from, window.until, scopeText(scope)]);
}

function countedGrants(grants: readonly Grant[]): Grant[] {
  return grants.filter(isCounted);
}

/** Whether a grant, cut to the instant of judgement unless it is all past, lies inside another. */
function isInside(inner: Grant, outer: Grant, at: number): boolean {
  if (inner.identity !== outer.identity || inner.item !== outer.item) return false;
  const [span, around] = [toSpan(inner.window), toSpan(outer.window)];
  const start = span.until > at ? Math.max(span.from, at) : span.from;
  return around.from <= start && span.until <= around.until && isScopeWithin(inner.scope, outer.scope);
}

function byContent(a: Grant, b: Grant): number {
  return (
    byCodePoint(a.identity, b.identity) ||
    byCodePoint(a.item, b.item) ||
    byInstant(a.window.from, b.window.from) ||
    byInstant(toSpan(a.window).until, toSpan(b.window).until) ||
    byCodePoint(scopeText(a.scope), scopeText(b.scope)) ||
    byCodePoint(a.state, b.state)
  );
}
