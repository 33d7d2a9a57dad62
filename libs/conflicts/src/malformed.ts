import { isDeclared } from './box.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { isSoundControl } from './control-edge.js';
import { type Change, GRANT_STATES, type Grant, type World } from './facts.js';
import type { Hold } from './judgement.js';
import { isScope, type Scope } from './scope.js';
import { isSourcedIn } from './source.js';
import { isInstant, isWindow } from './window.js';

/** Facts that cannot be read, wherever they are: nobody can say what they would have changed. */
export function malformedFacts({ dimensions }: ConflictMatrix, world: World, change: Change): Hold[] {
  const { grants, controls, rotations = [], recognised = [], exceptions = [], sources = [] } = world;
  const isScoped = (scope: Scope | undefined) =>
    scope === undefined || (isScope(scope) && isDeclared(scope, dimensions));
  const isReadable = ({ window, state, scope }: Grant) =>
    isWindow(window) && GRANT_STATES.includes(state) && isScoped(scope);
  const stated = [...grants, ...controls, ...change.add, ...(change.addControls ?? [])];
  return [
    ...named(controls, isSoundControl, ({ from, how, to }) => `control \`${from}\` ${how} \`${to}\``),
    ...named(
      change.addControls ?? [],
      isSoundControl,
      ({ from, how, to }) => `control \`${from}\` ${how} \`${to}\``,
    ),
    ...named(grants, isReadable, ({ item, identity }) => `grant of \`${item}\` to \`${identity}\``),
    ...named(stated, isSourcedIn(world), ({ source }) => `source \`${source}\``),
    ...named(
      rotations,
      ({ at }) => isInstant(at),
      ({ identity }) => `rotation of \`${identity}\``,
    ),
    ...named(
      recognised,
      ({ window }) => isWindow(window),
      ({ root, how }) => `recognised power \`${root}\` ${how}`,
    ),
    ...named(
      [...(world.scopes ?? [])],
      ([, scope]) => isScoped(scope),
      ([identity]) => `scope of \`${identity}\``,
    ),
    ...named(
      exceptions,
      ({ window, objects }) => isWindow(window) && isScoped(objects),
      ({ id }) => `exception \`${id}\``,
    ),
    ...named(
      sources,
      ({ confirmedAt, longestAgeMs }) =>
        isInstant(confirmedAt) && isInstant(longestAgeMs) && longestAgeMs >= 0,
      ({ id }) => `source \`${id}\``,
    ),
  ];
}

function named<T>(facts: readonly T[], isReadable: (fact: T) => boolean, name: (fact: T) => string): Hold[] {
  return facts
    .filter((fact) => !isReadable(fact))
    .map((fact) => ({ code: 'MALFORMED_FACT', message: `${name(fact)} cannot be read` }));
}
