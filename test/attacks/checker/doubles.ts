import { type AnyCase, oracle } from '@countersign/test-oracle';
import { always, bookOf, recordsOf } from './book.js';
import { clusters, linksByLaw } from './clusters.js';
import type { Fact, People } from './facts.js';
import type { Holding } from './holdings.js';
import type { Law, Scope } from './law.js';
import { scopeIn } from './scope.js';

/** A root that meets all that an enforced rule forbids to meet. */
export interface Double {
  readonly rule: string;
  readonly root: string;
}

type World = AnyCase['world'];
type Control = World['controls'][number];

/** An entitlement, and how far the target gives it. */
interface Item {
  readonly item: string;
  readonly scope: Scope;
}

const takeOver = ['administers', 'can-reset'];

const controlOf = ({ identity, controller, how }: Fact['data']): Control => ({
  ...{ from: controller, to: identity, how, window: always },
  strength: takeOver.includes(how as string) ? 'take-over' : 'acts-as',
});

/** What each identity holds, as the law calls it. An account that nobody is known to use is an identity of its own. */
function heldBy(
  law: Law,
  people: People,
  holdings: readonly Holding[],
): ReadonlyMap<string, readonly Item[]> {
  const users = people.ownerOf();
  const held = new Map<string, Map<string, Item>>();
  for (const { system, account, permission } of holdings)
    for (const entitlement of law.entitlements) {
      const scope = scopeIn(entitlement, system, permission);
      if (scope === null) continue;
      const user = users.get(`${system} ${account}`) ?? `account:${account}`;
      const items = held.get(user) ?? new Map<string, Item>();
      held.set(
        user,
        items.set(`${entitlement.id} ${JSON.stringify(scope)}`, { item: entitlement.id, scope }),
      );
    }
  return new Map([...held].map(([user, items]) => [user, [...items.values()]]));
}

/**
 * Every double in what targets hold, judged by the definitions: all that a cluster holds is asked at once by somebody who holds nothing,
 * so that whatever is forbidden is something new. What a target gives for one value counts for that value and for no other.
 */
export function doublesIn(law: Law, people: People, holdings: readonly Holding[]): Double[] {
  const held = heldBy(law, people, holdings);
  const controls = people.controls().map(controlOf);
  const facts = { book: bookOf(law), controls, held, ...recordsOf(law, people.at) };
  const together = [...clusters(held.keys(), controls, linksByLaw(law, held, controls))];
  return together.flatMap((cluster) => doublesOf(facts, cluster));
}

interface Facts extends Required<Pick<World, 'controls' | 'recognised' | 'exceptions'>> {
  readonly book: AnyCase['book'];
  readonly held: ReadonlyMap<string, readonly Item[]>;
}

function doublesOf({ book, held, controls, ...records }: Facts, cluster: readonly string[]): Double[] {
  const add = cluster.flatMap((identity) =>
    (held.get(identity) ?? []).map((item) => ({
      ...{ identity, ...item, window: always, state: 'asked' as const },
    })),
  );
  if (add.length < 2) return [];
  const world: World = {
    ...records,
    controls: controls.filter(({ from }) => cluster.includes(from)),
    grants: [],
    kinds: new Map(cluster.map((id) => [id, id.split(':')[0] ?? ''])),
  };
  const { conflicts } = oracle({ book, world, change: { drop: [], add }, at: 1 });
  return conflicts
    .filter(({ vetoes }) => vetoes)
    .flatMap(({ rule, root, sameFor }) => [root, ...sameFor].map((one) => ({ rule, root: one })));
}
