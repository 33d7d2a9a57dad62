import { byCodePoint } from './code-point-order.js';
import { isSoundControl } from './control-graph.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { type Change, GRANT_STATES, type Grant, KINDS, type World } from './facts.js';
import { isCounted } from './holding.js';
import type { Hold } from './judgement.js';
import { ROLE_PREFIX } from './rule-book.js';
import { isEmpty, isWindow, toSpan } from './window.js';

/** Why nothing can be judged by this bundle. */
export function bundleHolds(matrix: ConflictMatrix | null): Hold[] {
  if (matrix === null) return [{ code: 'NO_BUNDLE', message: 'there is no valid bundle to judge by' }];
  return matrix.rules.length === 0 ? [{ code: 'NO_RULES', message: 'the bundle has no rules' }] : [];
}

/** What is unknown or empty in what is asked. */
export function changeHolds(matrix: ConflictMatrix, { kinds }: World, { add }: Change, at: number): Hold[] {
  return add.flatMap((grant) => [
    ...(matrix.itemNumber.has(grant.item) ? [] : [unknownItem(grant)]),
    ...unknownIdentity(kinds, grant.identity),
    ...windowHolds(grant, at),
  ]);
}

/** Facts that cannot be read, wherever they are: nobody can say what they would have changed. */
export function factHolds({ controls, grants }: World): Hold[] {
  const malformed = (message: string): Hold => ({ code: 'MALFORMED_FACT', message });
  return [
    ...controls
      .filter((control) => !isSoundControl(control))
      .map(({ from, how, to }) => malformed(`control \`${from}\` ${how} \`${to}\` cannot be read`)),
    ...grants
      .filter(({ window, state }) => !isWindow(window) || !GRANT_STATES.includes(state))
      .map(({ identity, item }) => malformed(`grant of \`${item}\` to \`${identity}\` cannot be read`)),
  ];
}

/**
 * What is unknown in the reach of the touched roots: an identity may be a person, a role may contain anything, a
 * pattern may match anything. An entitlement that is not catalogued is none of these: it is judged as itself.
 */
export function reachHolds(
  matrix: ConflictMatrix,
  { grants, kinds }: World,
  reached: ReadonlySet<string>,
  at: number,
): Hold[] {
  const isOpaque = ({ item }: Grant) =>
    !matrix.itemNumber.has(item) && (item.startsWith(ROLE_PREFIX) || item.includes('*'));
  const isAhead = ({ window }: Grant) => isWindow(window) && toSpan(window).until > at;
  return [
    ...[...reached].flatMap((identity) => unknownIdentity(kinds, identity)),
    ...grants
      .filter((grant) => isCounted(grant) && reached.has(grant.identity) && isAhead(grant) && isOpaque(grant))
      .map(unknownItem),
  ];
}

/** By code, then message, each once. */
export function inOrder(holds: readonly Hold[]): Hold[] {
  const byText = new Map(holds.map((hold) => [`${hold.code} ${hold.message}`, hold]));
  return [...byText].sort(([a], [b]) => byCodePoint(a, b)).map(([, hold]) => hold);
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

function windowHolds({ identity, item, window }: Grant, at: number): Hold[] {
  const what = `window asked for \`${item}\` to \`${identity}\``;
  if (!isWindow(window)) return [{ code: 'MALFORMED_FACT', message: `${what} cannot be read` }];
  const { from, until } = toSpan(window);
  const left = { from: Math.max(from, at), until };
  return isEmpty(left) ? [{ code: 'EMPTY_WINDOW', message: `${what} holds no instant from now on` }] : [];
}
