import type { Change, Control, Grant, World } from '../facts.js';
import type { Member } from './member.js';

/**
 * The facts that a change can touch, for `judge`: of every identity that controls join, in whatever direction, with one
 * that the change names; of everybody for `null`.
 */
export function worldAround(
  members: ReadonlyMap<string, Member>,
  names: readonly string[],
  change: Change | null,
): World {
  const all = change === null ? [...members.values()] : joinedWith(members, change);
  return {
    controls: all.flatMap(({ controls }): Control[] => controls),
    grants: all.flatMap((member) => grantsOf(member, names)),
    kinds: new Map(all.flatMap(({ id, kind }) => (kind === null ? [] : [[id, kind] as const]))),
  };
}

function joinedWith(members: ReadonlyMap<string, Member>, change: Change): Member[] {
  const { add, drop, addControls = [], dropControls = [] } = change;
  const named = [
    ...[...add, ...drop].map(({ identity }) => identity),
    ...[...addControls, ...dropControls].flatMap(({ from, to }) => [from, to]),
  ];
  const around = new Set(named.flatMap((id) => members.get(id) ?? []));
  for (const member of around) {
    for (const other of [...member.controlled, ...member.controllers]) around.add(other);
  }
  return [...around];
}

/** Every counted grant of one identity, as it came. */
function grantsOf({ id, items, since, others }: Member, names: readonly string[]): Grant[] {
  const plain = items.map((number, i): Grant => {
    return {
      identity: id,
      item: names[number] ?? '',
      window: { from: since[i] ?? 0, until: null },
      state: 'held',
    };
  });
  return [...plain, ...others];
}
