import { type Box, isDeclared, toBox } from './box.js';
import type { ConflictMatrix } from './conflict-matrix.js';
import { type ControlEdges, controlEdges } from './control-edge.js';
import type { Change, Recognised, World } from './facts.js';
import { groupBy } from './group-by.js';
import { type Holding, holdingsOf } from './holding.js';
import { type Rotations, rotationsOf } from './rotation.js';
import { isScope, type Scope } from './scope.js';
import { sourced } from './source.js';
import { isWindow } from './window.js';

/** What is known of one change: each fact with when it holds before and after it. Malformed facts are left out. */
export interface CaseFacts {
  readonly kinds: World['kinds'];
  readonly holdings: readonly Holding[];
  readonly byIdentity: ReadonlyMap<string, readonly Holding[]>;
  readonly controls: ControlEdges;
  /** No control changes, no grant ends, and what is added lies inside nothing of before. */
  readonly onlyAdds: boolean;
  readonly rotations: Rotations;
  readonly recognised: ReadonlyMap<string, readonly Recognised[]>;
  /** Own scopes of identities that have one; `null`: empty. */
  readonly ownBoxes: ReadonlyMap<string, Box | null>;
  /** Every identity that a fact or the change names, known or not. */
  readonly identities: ReadonlySet<string>;
}

export function caseFacts(
  { dimensions }: ConflictMatrix,
  stated: World,
  asked: Change,
  at: number,
): CaseFacts {
  const { world, change } = sourced(stated, asked);
  const rotations = rotationsOf(world.rotations);
  const holdings = holdingsOf(world.grants, change, at, dimensions);
  const controls = controlEdges(world, change, at, rotations);
  const sound = (world.recognised ?? []).filter(({ window }) => isWindow(window));
  const isReadable = ([, scope]: readonly [string, Scope]) => isScope(scope) && isDeclared(scope, dimensions);
  const own = [...(world.scopes ?? [])].filter(isReadable);
  return {
    kinds: world.kinds,
    holdings,
    byIdentity: groupBy(holdings, ({ grant }) => grant.identity),
    controls,
    onlyAdds:
      change.drop.length === 0 &&
      [controls.gaining, controls.losing].every((ends) => ends.length === 0) &&
      holdings.every(({ isFresh, before }) => isFresh || before !== null),
    rotations,
    recognised: groupBy(sound, ({ root }) => root),
    ownBoxes: new Map(own.map(([identity, scope]) => [identity, toBox(scope, dimensions)])),
    identities: identitiesNamed(stated, asked),
  };
}

function identitiesNamed({ kinds, grants, controls }: World, { add, addControls = [] }: Change): Set<string> {
  return new Set([
    ...kinds.keys(),
    ...[...grants, ...add].map(({ identity }) => identity),
    ...[...controls, ...addControls].flatMap(({ from, to }) => [from, to]),
  ]);
}
