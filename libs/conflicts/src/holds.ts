import { isDeclared } from './box.js';
import { byCodePoint } from './code-point-order.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { type Change, type Control, type Grant, KINDS, type World } from './facts.js';
import { isCounted } from './holding.js';
import type { Hold } from './judgement.js';
import { canMeet } from './pattern.js';
import { ROLE_PREFIX, withoutVersion } from './rule-book.js';
import { isEmptyScope, isScope } from './scope.js';
import { isSourcedIn } from './source.js';
import { isEmpty, isWindow, toSpan } from './window.js';

/** Why nothing can be judged by this bundle. */
export function bundleHolds(matrix: ConflictMatrix | null): Hold[] {
  if (matrix === null) return [{ code: 'NO_BUNDLE', message: 'there is no valid bundle to judge by' }];
  return matrix.rules.length === 0 ? [{ code: 'NO_RULES', message: 'the bundle has no rules' }] : [];
}

/** What is unknown or empty in what is asked. */
export function changeHolds(matrix: ConflictMatrix, { kinds }: World, change: Change, at: number): Hold[] {
  return [
    ...change.add.flatMap((grant) => [
      ...(isAskable(matrix, grant.item) ? [] : [unknownItem(grant)]),
      ...unknownIdentity(kinds, grant.identity),
      ...windowHolds(grant, `\`${grant.item}\` to \`${grant.identity}\``, at),
      ...scopeHolds(matrix, grant),
    ]),
    ...(change.addControls ?? []).flatMap((control) => [
      ...unknownIdentity(kinds, control.from),
      ...unknownIdentity(kinds, control.to),
      ...windowHolds(control, controlName(control), at),
    ]),
  ];
}

/** What is unknown in the reach of the roots that gain: an identity may be a person, a role may contain anything. */
export function reachHolds(
  matrix: ConflictMatrix,
  world: World,
  reached: ReadonlySet<string>,
  at: number,
): Hold[] {
  const { grants, kinds } = world;
  const isSourced = isSourcedIn(world);
  const isUnknownRole = ({ item }: Grant) =>
    item.startsWith(ROLE_PREFIX) && !matrix.items.has(item) && !matrix.items.has(withoutVersion(item));
  const isAhead = ({ window }: Grant) => isWindow(window) && toSpan(window).until > at;
  return [
    ...[...reached].flatMap((identity) => unknownIdentity(kinds, identity)),
    ...grants
      .filter(
        (grant) =>
          isUnknownRole(grant) &&
          isCounted(grant) &&
          isSourced(grant) &&
          reached.has(grant.identity) &&
          isAhead(grant),
      )
      .map(unknownItem),
  ];
}

/** By code, then message, each once. */
export function inOrder(holds: readonly Hold[]): Hold[] {
  const byText = new Map(holds.map((hold) => [`${hold.code} ${hold.message}`, hold]));
  return [...byText].sort(([a], [b]) => byCodePoint(a, b)).map(([, hold]) => hold);
}

/**
 * An entitlement that the catalogue lacks, or a pattern that meets nothing in it, is judged as itself, unless a rule
 * uses a class: nobody can say which class it would be in.
 */
function isAskable({ items, usesClass }: ConflictMatrix, item: string): boolean {
  if (items.has(item)) return true;
  if (item === '' || item.startsWith(ROLE_PREFIX)) return false;
  return !usesClass || [...items].some((known) => !known.startsWith(ROLE_PREFIX) && canMeet(item, known));
}

function unknownItem({ identity, item }: Grant): Hold {
  return { code: 'UNKNOWN_ITEM', message: `\`${item}\` for \`${identity}\` is not in the bundle` };
}

function unknownIdentity(kinds: World['kinds'], identity: string): Hold[] {
  const kind = kinds.get(identity);
  if (kind !== undefined && KINDS.includes(kind)) return [];
  const message = kind === undefined ? 'is not known' : `is of unknown kind \`${kind}\``;
  return [{ code: 'UNKNOWN_IDENTITY', message: `\`${identity}\` ${message}` }];
}

function controlName({ from, how, to }: Control): string {
  return `\`${from}\` ${how} \`${to}\``;
}

function windowHolds({ window }: Grant | Control, what: string, at: number): Hold[] {
  if (!isWindow(window))
    return [{ code: 'MALFORMED_FACT', message: `window asked for ${what} cannot be read` }];
  const { from, until } = toSpan(window);
  const message = `window asked for ${what} holds no instant from now on`;
  return isEmpty({ from: Math.max(from, at), until }) ? [{ code: 'EMPTY_WINDOW', message }] : [];
}

function scopeHolds({ dimensions }: ConflictMatrix, { scope, item, identity }: Grant): Hold[] {
  if (scope === undefined) return [];
  const what = `scope asked for \`${item}\` to \`${identity}\``;
  if (!isScope(scope) || !isDeclared(scope, dimensions)) {
    return [{ code: 'MALFORMED_FACT', message: `${what} cannot be read` }];
  }
  return isEmptyScope(scope) ? [{ code: 'EMPTY_SCOPE', message: `${what} holds nothing` }] : [];
}
