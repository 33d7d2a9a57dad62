import { type Bits, emptyBits, unite } from '../bitset.js';
import { BitTable } from './bit-table.js';
import type { ConflictMatrix } from '../conflict-matrix.js';
import { controlText } from '../control-edge.js';
import { givesControl } from '../edge.js';
import { type Change, type Control, type Grant, KINDS, type World } from '../facts.js';
import { isForbidden } from '../finding.js';
import { grantText, isCounted } from '../holding.js';
import { judge } from '../judge.js';
import { isWindow, type Span, toSpan } from '../window.js';
import { type BrokenRules, type Decision, decisionOf, PASSING, RulesByNumber } from './decision.js';
import { type DutyIndex, dutyIndex, type PlainItem } from './duty-index.js';
import { forgetAround, forgetRoots, type Member, type MemberView, newMember, reachedFrom } from './member.js';
import { type Found, rulesBroken } from './pair-index.js';
import { worldAround } from './world-around.js';

/**
 * Everybody's grants and controls, kept so that one change is decided in microseconds. It answers what `judge` would
 * on the same facts. Where only names are held without end it looks at sets of duties alone; a change that touches
 * anything more (windows that end, scopes, edges, trees, time bounds, head counts, prerequisites, anything unknown)
 * is handed to `judge` with the facts around it. Knows no exceptions, recognised powers, rotations or sources: where
 * there are any, call `judge`.
 *
 * Facts come and go one by one, in any order. Not to be changed while a decision is being made.
 */
export class Roster {
  private readonly members = new Map<string, Member>();
  private readonly index: DutyIndex;
  private readonly itemsByNumber: readonly PlainItem[];
  private readonly names: readonly string[];
  private readonly duties: BitTable;
  private readonly after: Bits;
  private readonly found: Found;
  /** By rule number: 1 where breaking it refuses the change. */
  private readonly refusing: Uint8Array;
  private readonly ruleIds: readonly string[];
  /** Whether a change can touch somebody who is joined to it by no fact. */
  private readonly concernsAll: boolean;

  constructor(private readonly matrix: ConflictMatrix) {
    this.index = dutyIndex(matrix);
    this.itemsByNumber = [...this.index.metBy.values()];
    this.names = [...this.index.metBy.keys()];
    this.after = emptyBits(this.index.size);
    this.duties = new BitTable(this.index.size);
    this.found = { numbers: new Uint32Array(this.index.rules.length), count: 0 };
    this.refusing = Uint8Array.from(this.index.rules, ({ rule }) => Number(refuses(rule)));
    this.ruleIds = this.index.rules.map(({ rule }) => rule.id);
    this.concernsAll =
      matrix.rules.some(({ kind }) => kind === 'holders') ||
      matrix.edges.some(({ gives }) => givesControl(gives));
  }

  /** An identity is known to be of this kind. */
  know(identity: string, kind: string): void {
    const member = this.member(identity);
    member.kind = kind;
    forgetAround(member);
    forgetRoots(member);
  }

  /** A grant came. One that does not count is not kept. */
  grant(grant: Grant): void {
    if (!isCounted(grant)) return;
    const member = this.member(grant.identity);
    forgetAround(member);
    const item = this.index.metBy.get(grant.item);
    if (item === undefined || item.isScoped || !isBare(grant)) {
      member.others.push(grant);
      member.special += 1;
      return;
    }
    member.items.push(item.number);
    member.since.push(grant.window.from);
    member.latest = Math.max(member.latest, grant.window.from);
    this.duties.unite(member.own, item.duties);
  }

  /** One grant of equal content ended; without such a grant nothing happens. */
  revoke(grant: Grant): void {
    const member = this.member(grant.identity);
    forgetAround(member);
    const text = grantText(grant);
    const special = member.others.findIndex((other) => grantText(other) === text);
    if (special >= 0) {
      member.others.splice(special, 1);
      member.special -= 1;
      return;
    }
    const place = member.items.findIndex(
      (number, i) =>
        isBare(grant) && this.names[number] === grant.item && member.since[i] === grant.window.from,
    );
    if (place < 0) return;
    member.items.splice(place, 1);
    member.since.splice(place, 1);
    this.duties.clear(member.own);
    for (const number of member.items) {
      const held = this.itemsByNumber[number];
      if (held !== undefined) this.duties.unite(member.own, held.duties);
    }
  }

  /** A control came. */
  control(control: Control): void {
    const [from, to] = [this.member(control.from), this.member(control.to)];
    from.controls.push(control);
    from.controlled.push(to);
    to.controllers.push(from);
    forgetAround(from);
    forgetRoots(to);
    if (isPlain(control)) from.latest = Math.max(from.latest, control.window.from);
    else for (const end of [from, to]) end.special += 1;
  }

  /** One control of equal content ended; without such a control nothing happens. */
  release(control: Control): void {
    const [from, to] = [this.member(control.from), this.member(control.to)];
    const text = controlText(control);
    const place = from.controls.findIndex((other) => controlText(other) === text);
    if (place < 0) return;
    forgetAround(from);
    forgetRoots(to);
    from.controls.splice(place, 1);
    from.controlled.splice(place, 1);
    to.controllers.splice(to.controllers.indexOf(from), 1);
    if (!isPlain(control)) for (const end of [from, to]) end.special -= 1;
  }

  /** Decides a change at an instant (ms), as `judge` would. Changes nothing. */
  decide(change: Change, at: number): Decision {
    return (
      this.decidePlainly(change, at) ?? decisionOf(judge(this.matrix, this.worldAround(change), change, at))
    );
  }

  /** The facts that a change can touch, for `judge`; all of them where heads are counted or an edge gives control. */
  worldAround(change: Change): World {
    return worldAround(this.members, this.names, this.concernsAll ? null : change);
  }

  private member(id: string): Member {
    const known = this.members.get(id);
    if (known !== undefined) return known;
    const member = newMember(id, this.duties.add());
    this.members.set(id, member);
    return member;
  }

  /** `null` where sets of duties do not tell. */
  private decidePlainly(change: Change, at: number): Decision | null {
    const holder = this.plainHolder(change, at);
    if (holder === null) return null;
    const gain = this.gain(holder, change.add);
    if (gain === null) return null;
    const roots = (holder.roots ??= reachedFrom(holder, 'controllers'));
    for (const root of roots) {
      const view = (root.view ??= this.viewOf(root));
      if (view.isBlocked || view.latest > at) return null;
    }
    return gain.list.length === 0 ? PASSING : this.decideFor(roots, gain);
  }

  /** The answer for these roots, of which sets of duties tell. */
  private decideFor(roots: readonly Member[], gain: Gain): Decision {
    const broken: BrokenRules[] = [];
    let isVetoed = false;
    for (const { id, view } of roots) {
      if (view === null || !view.isJudged) continue;
      this.duties.readWith(view.duties, gain.duties, this.after);
      rulesBroken(this.index.pairs, gain.list, gain.duties, this.after, this.found);
      if (this.found.count === 0) continue;
      broken.push(new RulesByNumber(id, this.ruleIds, this.found.numbers.slice(0, this.found.count)));
      isVetoed ||= this.isRefusing();
    }
    return broken.length === 0 ? PASSING : { outcome: isVetoed ? 'veto' : 'pass', broken };
  }

  private isRefusing(): boolean {
    const { numbers, count } = this.found;
    for (let i = 0; i < count; i++) if (this.refusing[numbers[i] ?? 0] === 1) return true;
    return false;
  }

  /** The one identity that a change only adds named items to, all for one time; `null` otherwise. */
  private plainHolder(change: Change, at: number): Member | null {
    const { add } = change;
    const [first] = add;
    if (!addsGrantsOnly(change) || this.matrix.edges.length > 0) return null;
    const holder = first === undefined ? undefined : this.members.get(first.identity);
    if (first === undefined || holder === undefined) return null;
    const asked = askedSpan(first, at);
    const isAskedPlainly = (grant: Grant): boolean => {
      const { identity, scope, source } = grant;
      const { from, until } = askedSpan(grant, at);
      const isSameTime = from === asked.from && until === asked.until && from < until;
      return isSameTime && identity === holder.id && scope === undefined && source === undefined;
    };
    return add.every(isAskedPlainly) ? holder : null;
  }

  /** The duties that the items give one who does not hold them yet; `null`: not for sets to tell. */
  private gain(holder: Member, add: readonly Grant[]): Gain | null {
    let gain: Gain = NO_GAIN;
    for (const { item: name } of add) {
      const item = this.index.metBy.get(name);
      if (item === undefined || item.needsJudge) return null;
      if (holder.items.includes(item.number)) continue;
      gain = gain === NO_GAIN ? item : this.both(gain, item);
    }
    return gain;
  }

  private both(a: Gain, b: Gain): Gain {
    const duties = a.duties.slice();
    unite(duties, b.duties);
    return { duties, list: [...new Set([...a.list, ...b.list])] };
  }

  private viewOf(root: Member): MemberView {
    const reached = reachedFrom(root, 'controlled');
    const isKnown = ({ kind }: Member) => kind !== null && KINDS.includes(kind);
    return {
      duties: reached.length === 1 ? root.own : this.wholeOf(root, reached),
      latest: reached.reduce((latest, member) => Math.max(latest, member.latest), -Infinity),
      isBlocked: reached.some((member) => member.special > 0 || !isKnown(member)),
      isJudged: isJudged(root),
    };
  }

  private wholeOf(root: Member, reached: readonly Member[]): number {
    if (root.whole < 0) root.whole = this.duties.add();
    this.duties.clear(root.whole);
    for (const { own } of reached) this.duties.uniteRow(root.whole, own);
    return root.whole;
  }
}

/** Duties that a change gives: as a set, and as a list. */
type Gain = Pick<PlainItem, 'duties' | 'list'>;

const NO_GAIN: Gain = { duties: new Uint32Array(), list: [] };

function addsGrantsOnly({ drop, dropControls, addControls }: Change): boolean {
  return drop.length === 0 && (dropControls?.length ?? 0) === 0 && (addControls?.length ?? 0) === 0;
}

/** When something is asked for, from `at` on; never for what is no window. */
function askedSpan({ window }: Grant, at: number): Span {
  if (!isWindow(window)) return { from: at, until: at };
  const { from, until } = toSpan(window);
  return { from: Math.max(from, at), until };
}

/** Held without end, by name alone. */
function isBare({ window, scope, source, state }: Grant): boolean {
  return (
    isWindow(window) &&
    window.until === null &&
    scope === undefined &&
    source === undefined &&
    state === 'held'
  );
}

/** Without end, one way, and of no source. */
function isPlain({ window, how, lasting, source }: Control): boolean {
  return (
    isWindow(window) && window.until === null && how !== 'linked' && lasting !== true && source === undefined
  );
}

/** A person is; any other identity is while no person can act as it. */
function isJudged(root: Member): boolean {
  if (root.kind === 'person' || root.controllers.length === 0) return true;
  return reachedFrom(root, 'controllers').every(({ kind }) => kind !== 'person');
}

function refuses({
  rollout,
  effect,
}: Parameters<typeof isForbidden>[0] & { readonly rollout: string }): boolean {
  return rollout === 'enforce' && isForbidden({ effect });
}
