import { type AnyCase, oracle } from '@countersign/conflicts/oracle';
import type { Fact, People } from './facts.js';
import type { Holding } from './holdings.js';
import { isCalled, type Law } from './law.js';

/** A root that meets all that an enforced rule forbids to meet. */
export interface Double {
  readonly rule: string;
  readonly root: string;
}

type Control = AnyCase['world']['controls'][number];

const always = { from: 0, until: null };
const takeOver = ['administers', 'can-reset'];

/** The rules that are checked: enforced, refusing whatever else is so, over legs without dimensions. Scopes in what is held are left out: doubt counts as held. */
const bookOf = ({ dimensions = [], entitlements, roles, duties, rules }: Law): AnyCase['book'] =>
  ({
    dimensions: dimensions.map(({ id }) => id),
    entitlements: entitlements.map(({ id, attributes = {} }) => ({ id, attributes })),
    roles: roles.map(({ id, version, entitlements: own, roles: inner }) => ({
      id,
      version,
      entitlements: own,
      roles: inner,
    })),
    duties,
    rules: rules
      .filter(
        ({ effect, rollout, legs, dimensions: within }) =>
          ['prohibit', 'never-approvable'].includes(effect) && rollout === 'enforce' && legs && !within,
      )
      .map(({ id, version, title, legs, threshold }) => ({
        ...{ id, version, title, legs, effect: 'prohibit', rollout: 'enforce' },
        ...(threshold === undefined ? {} : { threshold }),
      })),
  }) as unknown as AnyCase['book'];

const controlOf = ({ identity, controller, how }: Fact['data']): Control => ({
  ...{ from: controller, to: identity, how, window: always },
  strength: takeOver.includes(how as string) ? 'take-over' : 'acts-as',
});

/** Identities that control leads from one to the other, in whatever direction: what is judged together. */
export function* clusters(ids: Iterable<string>, controls: readonly Control[]): Generator<readonly string[]> {
  const next = new Map<string, string[]>();
  for (const { from, to } of controls) {
    next.set(from, [...(next.get(from) ?? []), to]);
    next.set(to, [...(next.get(to) ?? []), from]);
  }
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) continue;
    const cluster = [id];
    seen.add(id);
    for (const one of cluster)
      for (const other of next.get(one) ?? [])
        if (!seen.has(other)) {
          seen.add(other);
          cluster.push(other);
        }
    yield cluster;
  }
}

/**
 * Every double in what targets hold, judged by the definitions: all that a cluster holds is asked at once by somebody who holds nothing,
 * so that whatever is forbidden is something new. An account that nobody is known to use is a root of its own.
 */
export function doublesIn(law: Law, people: People, holdings: readonly Holding[]): Double[] {
  const users = people.ownerOf();
  const held = new Map<string, Set<string>>();
  for (const { system, account, permission } of holdings)
    for (const { id } of law.entitlements.filter((one) => isCalled(one, system, permission))) {
      const user = users.get(`${system} ${account}`) ?? `account:${account}`;
      held.set(user, (held.get(user) ?? new Set()).add(id));
    }
  const controls = people.controls().map(controlOf);
  const book = bookOf(law);
  return [...clusters(held.keys(), controls)].flatMap((cluster) => doublesOf(book, cluster, controls, held));
}

function doublesOf(
  book: AnyCase['book'],
  cluster: readonly string[],
  controls: readonly Control[],
  held: ReadonlyMap<string, ReadonlySet<string>>,
): Double[] {
  const add = cluster.flatMap((identity) =>
    [...(held.get(identity) ?? [])].map((item) => ({
      identity,
      item,
      window: always,
      state: 'asked' as const,
    })),
  );
  if (add.length < 2) return [];
  const world = {
    controls: controls.filter(({ from }) => cluster.includes(from)),
    grants: [],
    kinds: new Map(cluster.map((id) => [id, id.split(':')[0] ?? ''])),
  };
  const { conflicts } = oracle({ book, world, change: { drop: [], add }, at: 1 });
  return conflicts
    .filter(({ vetoes }) => vetoes)
    .flatMap(({ rule, root, sameFor }) => [root, ...sameFor].map((one) => ({ rule, root: one })));
}
