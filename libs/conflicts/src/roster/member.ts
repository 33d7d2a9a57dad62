import type { Control, Grant } from '../facts.js';

/**
 * One identity on the roster. What is held for ever by nothing but a name is kept as numbers, because there are
 * millions of such grants; everything else as it came.
 */
export interface Member {
  readonly id: string;
  /** `null` until it is told. */
  kind: string | null;
  /** Items held without end, by number, and since when (ms). */
  readonly items: number[];
  readonly since: number[];
  /** Every other counted grant. */
  readonly others: Grant[];
  readonly controls: Control[];
  /** Whom it can act as directly, and who can act as it, each as often as a control says so. */
  readonly controlled: Member[];
  readonly controllers: Member[];
  /** Row of the duties met by what it holds itself. */
  readonly own: number;
  /** Latest start (ms) of its grants and controls. */
  latest: number;
  /** How many of its grants and controls are more than a name held without end. */
  special: number;
  /** As a root, told when it is asked; `null` when something around it has changed. */
  view: MemberView | null;
  /** Everybody who can act as it, itself first; `null` when that has changed. */
  roots: readonly Member[] | null;
  /** Row for the duties met through all that it can act as; -1 until there is one. */
  whole: number;
}

/** What one root can do through all that it can act as. */
export interface MemberView {
  /** Row of the duties. */
  readonly duties: number;
  /** Latest start (ms) of anything that this rests on. */
  readonly latest: number;
  /** Sets of duties do not tell: something around it is more than held without end, or unknown. */
  readonly isBlocked: boolean;
  readonly isJudged: boolean;
}

export function newMember(id: string, own: number): Member {
  return {
    ...{ id, kind: null, items: [], since: [], others: [], controls: [], controlled: [], controllers: [] },
    ...{ own, latest: -Infinity, special: 0, view: null, roots: null, whole: -1 },
  };
}

/** Everything reached from `start`, itself first. */
export function reachedFrom(start: Member, next: 'controlled' | 'controllers'): readonly Member[] {
  if (start[next].length === 0) return [start];
  const reached = new Set([start]);
  for (const member of reached) for (const other of member[next]) reached.add(other);
  return [...reached];
}

/** What this identity holds, or what it is, has changed: so have the views of whoever can act as it, or it as. */
export function forgetAround(member: Member): void {
  for (const root of reachedFrom(member, 'controllers')) root.view = null;
}

/** Who can act as this identity has changed, and so who can act as all that it can act as. */
export function forgetRoots(member: Member): void {
  for (const other of reachedFrom(member, 'controlled')) {
    other.roots = null;
    other.view = null;
  }
}
