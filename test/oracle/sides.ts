/**
 * The two sides of a change (SEMANTICS §4): before = held ∪ reserved, after = (before ∖ drop) ∪ add. What is dropped
 * ends, and what is added begins, at the instant of judgement; before it both sides are what was.
 */
import type { Control, Grant } from './full-form.js';
import type { Case } from './case.js';
import { Memo } from './memo.js';
import { scopeText } from './scope.js';
import { holdsAt } from './time.js';
import { COUNTED_STATES } from './words.js';

/** A counted grant, the instants at which it is there, the cells it is for, and what it lies inside of before. */
export interface Held {
  readonly number: number;
  readonly grant: Grant;
  readonly during: ReadonlySet<number>;
  readonly within: readonly boolean[];
  /** Before: itself. Added: the grants of before that it lies inside; without one it is fresh. */
  readonly hadAs: readonly Held[];
}

/** One direction of a stated control, with the instants at which it is there. */
export interface Power {
  readonly number: number;
  readonly from: string;
  readonly to: string;
  readonly control: Control;
  readonly during: ReadonlySet<number>;
}

/** What is there at one instant; equal keys within one case mean equal facts. */
export interface Moment {
  readonly held: readonly Held[];
  readonly powers: readonly Power[];
  readonly key: string;
}

/** The facts of one side, or some of its grants with all its controls. */
export class Facts {
  private readonly moments = new Memo<Moment>();

  constructor(
    readonly held: readonly Held[],
    readonly powers: readonly Power[],
  ) {}

  at(t: number): Moment {
    return this.moments.of([t], () => this.find(t));
  }

  private find(t: number): Moment {
    const held = this.held.filter(({ during }) => during.has(t));
    const powers = this.powers.filter(({ during }) => during.has(t));
    return { held, powers, key: [...held, ...powers].map(({ number }) => number).join() };
  }
}

export interface Sides {
  readonly before: Facts;
  readonly after: Facts;
  readonly isRemoval: boolean;
  /** What of after was not there before: grants that lie inside none of before, and controls asked. */
  readonly freshGrants: readonly Held[];
  readonly freshPowers: readonly Power[];
}

const grantText = ({ identity, item, window, scope }: Grant): string =>
  JSON.stringify([identity, item, window.from, window.until, scopeText(scope)]);

const controlText = ({ from, to, how, strength, window, lasting }: Control): string =>
  JSON.stringify([from, to, how, strength, window.from, window.until, lasting ?? false]);

/** Equal content, whatever the source and state. */
export const contentOf = (fact: Grant | Control): string =>
  'item' in fact ? grantText(fact) : controlText(fact);

/** For each fact, whether a drop of equal content ends it: one drop, one fact. */
function ended<F extends Grant | Control>(facts: readonly F[], drops: readonly F[]): ReadonlySet<F> {
  const left = drops.map(contentOf);
  return new Set(
    facts.filter((fact) => {
      const i = left.indexOf(contentOf(fact));
      if (i >= 0) left.splice(i, 1);
      return i >= 0;
    }),
  );
}

/** Reads both sides of a case. */
export function sidesOf(c: Case): Sides {
  const { world, change } = c.stated;
  let number = 0;
  const instants = (w: Grant['window']) => c.instants.filter((t) => holdsAt(w, t));
  const past = (ts: readonly number[]) => ts.filter((t) => t < c.at);
  const future = (ts: readonly number[]) => ts.filter((t) => t >= c.at);

  const counted = world.grants.filter((g) => COUNTED_STATES.includes(g.state) && c.isReadableGrant(g));
  const gone = ended(counted, change.drop);
  const had = counted.map((grant) => heldBefore(c, (number += 1), grant, instants(grant.window)));
  const kept = had.map((h) => {
    return gone.has(h.grant) ? { ...h, number: (number += 1), during: new Set(past([...h.during])) } : h;
  });
  const around = (grant: Grant) => had.filter((h) => isInside(c, grant, instants(grant.window), h));
  const additions = change.add.filter((grant) => c.isReadableAddition(grant));
  const added = additions.map((grant): Held => {
    const during = new Set(future(instants(grant.window)));
    return { number: (number += 1), grant, during, within: c.cells.of(grant.scope), hadAs: around(grant) };
  });

  const stated = world.controls.filter((control) => c.isReadableControl(control));
  const lost = ended(stated, change.dropControls ?? []);
  const asked = (change.addControls ?? []).filter((control) => c.isReadableControl(control));
  const powers = (control: Control, ts: readonly number[]) => powersOf(c, control, ts, () => (number += 1));
  const standing = stated.filter((control) => !lost.has(control));
  const common = standing.flatMap((control) => powers(control, instants(control.window)));
  const ending = [...lost].map((control) => ({ control, ts: instants(control.window) }));
  const freshPowers = asked.flatMap((control) => powers(control, future(instants(control.window))));
  const insideControl = (control: Control) => stated.some((other) => isControlInside(c, control, other));

  return {
    before: new Facts(had, [...common, ...ending.flatMap(({ control, ts }) => powers(control, ts))]),
    after: new Facts(
      [...kept, ...added],
      [...common, ...ending.flatMap(({ control, ts }) => powers(control, past(ts))), ...freshPowers],
    ),
    isRemoval:
      change.add.every((grant) => c.isReadableAddition(grant) && around(grant).length > 0) &&
      (change.addControls ?? []).every((control) => c.isReadableControl(control) && insideControl(control)),
    freshGrants: added.filter(({ hadAs }) => hadAs.length === 0),
    freshPowers,
  };
}

function heldBefore(c: Case, number: number, grant: Grant, during: readonly number[]): Held {
  const hadAs: Held[] = [];
  const held = { number, grant, during: new Set(during), within: c.cells.of(grant.scope), hadAs };
  hadAs.push(held);
  return held;
}

/** Instants that an addition asks for: cut to the instant of judgement, unless all of it is past. */
const asks = (c: Case, ts: readonly number[]): readonly number[] =>
  ts.some((t) => t >= c.at) ? ts.filter((t) => t >= c.at) : ts;

/** Lies inside one grant of the same item to the same identity. What asks for nothing lies nowhere. */
function isInside(c: Case, grant: Grant, ts: readonly number[], had: Held): boolean {
  const cells = c.cells.of(grant.scope);
  return (
    had.grant.identity === grant.identity &&
    had.grant.item === grant.item &&
    ts.length > 0 &&
    cells.includes(true) &&
    asks(c, ts).every((t) => had.during.has(t)) &&
    cells.every((isIn, cell) => !isIn || had.within[cell] === true)
  );
}

/** Lies inside one control of the same kind between the same two; what lasts lies only inside what lasts. */
function isControlInside(c: Case, control: Control, had: Control): boolean {
  const ts = c.instants.filter((t) => holdsAt(control.window, t));
  return (
    had.from === control.from &&
    had.to === control.to &&
    had.how === control.how &&
    had.strength === control.strength &&
    (control.lasting === undefined || had.lasting === true) &&
    ts.length > 0 &&
    asks(c, ts).every((t) => holdsAt(had.window, t))
  );
}

/** A stated control as one or two directed powers; a lasting one ends at the next rotation after what gave it. */
function powersOf(c: Case, control: Control, ts: readonly number[], next: () => number): Power[] {
  const { from, to, how } = control;
  const during = new Set(control.lasting === true ? untilRotation(c, to, ts) : ts);
  const known = c.stated.world.kinds.has(from) && c.stated.world.kinds.has(to);
  const isMutual = how === 'linked' && known && c.isPerson(from) === c.isPerson(to);
  const stated = { number: next(), from, to, control, during };
  return isMutual ? [stated, { number: next(), from: to, to: from, control, during }] : [stated];
}

/** t such that at some instant of `given` up to t the secret was learned, and it has not been new since. */
function untilRotation(c: Case, y: string, given: readonly number[]): number[] {
  return c.instants.filter((t) =>
    given.some((g) => g <= t && !c.instants.some((r) => g < r && r <= t && c.isRotated(y, r))),
  );
}
