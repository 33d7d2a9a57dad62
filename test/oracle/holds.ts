/** Why a change cannot be judged (SEMANTICS §4): everything unknown, empty or unreadable, and stale sources. */
import type { FullHoldCode, Grant, RuleBook } from './full-form.js';
import type { Case } from './case.js';
import type { Changes } from './classes.js';
import type { OracleConflict } from './findings.js';
import { roleNamed } from './catalogue.js';
import { meets } from './patterns.js';
import { staleSources } from './stale.js';
import { holdsAt, readable } from './time.js';
import { COUNTED_STATES, KINDS_KNOWN } from './words.js';

/** Codes in order, each once. */
export function holdsOf(changes: Changes, findings: readonly OracleConflict[]): FullHoldCode[] {
  const { c } = changes.regions;
  const touched = touchedRoots(changes, findings);
  const reached = c.ids.filter((x) => touched.some((p) => isReached(changes, p, x)));
  const codes = [
    ...askedHolds(c),
    ...factHolds(c),
    ...reached.flatMap((x) => [...unknownIdentity(c, x), ...unknownRoles(c, x)]),
    ...staleHolds(changes, findings, reached),
  ];
  return [...new Set(codes)].sort();
}

/** Judged roots that can or control other things than before, or whose region the change touches. */
function touchedRoots({ regions, sides }: Changes, findings: readonly OracleConflict[]): string[] {
  const { c, reach } = regions;
  const powersText = (facts: typeof sides.before, p: string, t: number) => {
    const { ctl, can } = reach.powers(facts, p, t);
    const cells = [...can].map(([item, lengths]) => [item, lengths.map((length) => length < Infinity)]);
    return JSON.stringify([[...ctl.keys()].sort(), cells.map((each) => JSON.stringify(each)).sort()]);
  };
  const differs = (p: string, t: number) =>
    powersText(sides.before, p, t) !== powersText(sides.after, p, t) && reach.isJudged(sides.after, p, t);
  return c.ids.filter((p) => findings.some(({ root }) => root === p) || c.ahead.some((t) => differs(p, t)));
}

/** Controlled before or after the change, at an instant that is judged. */
function isReached({ regions: { c, reach }, sides }: Changes, p: string, x: string): boolean {
  return c.ahead.some((t) => reach.controls(sides.before, p, x, t) || reach.controls(sides.after, p, x, t));
}

function askedHolds(c: Case): FullHoldCode[] {
  const { add, addControls = [] } = c.stated.change;
  const isEmpty = (w: Grant['window']) => readable(w) && !c.ahead.some((t) => holdsAt(w, t));
  return [
    ...add.flatMap(({ identity, item }) => [...unknownIdentity(c, identity), ...unknownItem(c, item)]),
    ...addControls.flatMap(({ from, to }) => [...unknownIdentity(c, from), ...unknownIdentity(c, to)]),
    ...[...add, ...addControls].flatMap(({ window }) => (isEmpty(window) ? ['EMPTY_WINDOW' as const] : [])),
    ...add.flatMap(({ scope }) =>
      Object.values(scope ?? {}).some((values) => values.length === 0) ? ['EMPTY_SCOPE' as const] : [],
    ),
  ];
}

function factHolds(c: Case): FullHoldCode[] {
  const { world, change } = c.stated;
  const isSound =
    world.grants.every((grant) => c.isReadableGrant(grant)) &&
    change.add.every((grant) => c.isReadableAddition(grant)) &&
    [...world.controls, ...(change.addControls ?? [])].every((control) => c.isReadableControl(control)) &&
    (world.exceptions ?? []).every((exception) => c.isReadableException(exception)) &&
    (world.recognised ?? []).every(({ window }) => readable(window)) &&
    [...(world.scopes?.values() ?? [])].every((scope) => c.isReadableScope(scope));
  return isSound ? [] : ['MALFORMED_FACT'];
}

/** A role the bundle lacks; what meets nothing catalogued, where some rule of any rollout uses a class. */
function unknownItem(c: Case, item: string): FullHoldCode[] {
  const isKnown = item.startsWith('role:')
    ? c.catalogue.isRoleKnown(item)
    : c.catalogue.entitlements.some(({ id }) => meets(item, id, false)) || !usesClass(c.stated.book);
  return isKnown ? [] : ['UNKNOWN_ITEM'];
}

function unknownIdentity(c: Case, x: string): FullHoldCode[] {
  return KINDS_KNOWN.includes(c.stated.world.kinds.get(x) ?? '') ? [] : ['UNKNOWN_IDENTITY'];
}

/** Roles the bundle lacks among the counted grants of x that are not all past. */
function unknownRoles(c: Case, x: string): FullHoldCode[] {
  const isOpaque = c.stated.world.grants.some(
    (grant) =>
      grant.identity === x &&
      COUNTED_STATES.includes(grant.state) &&
      c.isReadableGrant(grant) &&
      grant.item.startsWith('role:') &&
      !c.catalogue.isRoleKnown(roleNamed(grant.item)) &&
      c.ahead.some((t) => holdsAt(grant.window, t)),
  );
  return isOpaque ? ['UNKNOWN_ITEM'] : [];
}

/** Whether a class is named anywhere under a rule: in its set, or in a duty it leads to. */
function usesClass(book: RuleBook): boolean {
  const duty = (id: unknown) => book.duties.find((each) => each.id === id);
  const has = (part: unknown): boolean => {
    if (typeof part === 'string') return duty(part) !== undefined && has({ ...duty(part), id: '' });
    if (typeof part !== 'object' || part === null) return false;
    return Object.hasOwn(part, 'class') || Object.values(part).some(has);
  };
  return book.rules.some((rule) => {
    const { legs, set, holders, when, needs } = rule as unknown as Record<string, unknown>;
    return [legs, set, holders, when, needs].some(has);
  });
}

/**
 * A stale source that could tell a fact about anybody whom a touched root controls; and any at all for a prerequisite
 * that would have its effect, and for a head count whose heads the change makes other ones.
 */
function staleHolds(
  changes: Changes,
  findings: readonly OracleConflict[],
  reached: readonly string[],
): FullHoldCode[] {
  const stale = staleSources(changes.regions.c.stated);
  const couldTell = stale.some(({ tells }) =>
    tells.some(({ about }) => reached.some((x) => meets(x, about, false))),
  );
  const isMoved = changes.regions.c.stated.book.rules.some(
    (rule) => rule.rollout === 'enforce' && needsEverySource(changes, findings, rule),
  );
  return couldTell || (stale.length > 0 && isMoved) ? ['STALE_SOURCE'] : [];
}

/** More facts could undo it or bring it about: a prerequisite that is broken, a head count with other heads. */
function needsEverySource(
  { regions, sides }: Changes,
  findings: readonly OracleConflict[],
  rule: RuleBook['rules'][number],
): boolean {
  if ('when' in rule) return findings.some((finding) => finding.rule === rule.id);
  if (!('holders' in rule)) return false;
  return regions.c.ahead.some((t) =>
    regions.objects(rule).some((o) => {
      const [before, after] = [sides.before, sides.after].map((facts) =>
        JSON.stringify([...regions.heads(facts, rule, t, o)]),
      );
      return before !== after;
    }),
  );
}
