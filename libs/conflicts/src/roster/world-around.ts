import type { Change, Control, Grant, World } from '../facts.js';
import type { Member } from './member.js';

/**
 * The facts that a change can touch, for `judge`: of whoever can act as one that it names, and of all that those can
 * act as; of everybody for `null`.
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
  const roots = spread(new Set(named.flatMap((id) => members.get(id) ?? [])), 'controllers');
  return [...spread(roots, 'controlled')];
}

/** Adds all that is reached in one direction; `linked` control may hold both ways. */
function spread(members: Set<Member>, next: 'controlled' | 'controllers'): Set<Member> {
  const isLinked = (from: Member, to: Member) =>
    from.controls.some((control) => control.how === 'linked' && control.to === to.id);
  for (const member of members) {
    for (const other of member[next]) members.add(other);
    for (const other of member[next === 'controlled' ? 'controllers' : 'controlled']) {
      if (next === 'controlled' ? isLinked(other, member) : isLinked(member, other)) members.add(other);
    }
  }
  return members;
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
