import fc from 'fast-check';
import type {
  Change,
  Control,
  DutyDefinition,
  DutyTree,
  EdgeDefinition,
  Grant,
  RuleBook,
  RuleDefinition,
  Scope,
  World,
} from '../index.js';
import type { AnyCase } from './law.spec-only.js';
import {
  controls as plainControls,
  ENTITLEMENTS,
  IDENTITIES,
  instants,
  kinds,
  windows,
} from './small-worlds.spec-only.js';

/** Values that scopes of a rich world mention; `*` stands for all that they do not. */
export const VALUES = ['A', 'B'];
export const OBJECT_VALUES = [...VALUES, '*'];
export const DIMENSIONS = ['company', 'plant'];

const scopes: fc.Arbitrary<Scope> = fc
  .tuple(...DIMENSIONS.map(() => fc.option(fc.subarray(VALUES, { minLength: 1 }), { nil: null, freq: 2 })))
  .map((all) => Object.fromEntries(DIMENSIONS.flatMap((name, d) => (all[d] ? [[name, all[d]]] : []))));
const maybeScoped = fc.option(scopes, { nil: undefined, freq: 2 });

/** An entitlement that is granted by name and in no catalogue. */
export const UNCATALOGUED = 'erp:new:x';

const ROLES = ['role:flat', 'role:mid'];
const roles = fc
  .tuple(
    fc.subarray(ENTITLEMENTS, { minLength: 1, maxLength: 2 }),
    scopes,
    scopes,
    fc.constantFrom(...ENTITLEMENTS),
  )
  .map(([flat, s1, s2, own]) => [
    { id: 'role:flat', version: 1, entitlements: flat.map((item) => ({ item, scope: s1 })), roles: [] },
    { id: 'role:mid', version: 1, entitlements: [own], roles: [{ item: 'role:flat', scope: s2 }] },
  ]);

const leaves: fc.Arbitrary<DutyTree> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ENTITLEMENTS.slice(0, 4)) },
  { weight: 1, arbitrary: fc.constantFrom('erp:*:x', 'erp:a*:*', 'role:flat', 'duty:1') },
  { weight: 1, arbitrary: fc.constant({ class: { risk: 'high' } }) },
);
const same = fc.subarray(DIMENSIONS, { maxLength: 1 });
const branches = fc.array(leaves, { minLength: 1, maxLength: 3 });
const least = fc
  .tuple(branches, same, fc.nat({ max: 2 }))
  .map(([of, on, n]) => ({ atLeast: Math.min(n + 1, of.length), of, same: on }));
const trees = fc.oneof(
  branches.map((any) => ({ any })),
  fc.record({ all: branches, same }),
  least,
);
const outer = fc.tuple(trees, trees).map(([a, b]) => ({ any: [a, b] }));

const duties = fc
  .tuple(branches, fc.oneof(trees, outer), trees, trees)
  .map(([first, ...rest]): DutyDefinition[] => [
    { id: 'duty:1', any: first.filter((leaf) => leaf !== 'duty:1').concat('erp:a:x') },
    ...rest.map((tree, i) => ({ id: `duty:${i + 2}`, ...tree })),
  ]);

const DUTIES = ['duty:1', 'duty:2', 'duty:3', 'duty:4'];
const dimensions = fc.subarray(DIMENSIONS);
const conflictKinds = fc.oneof(
  fc.shuffledSubarray(DUTIES, { minLength: 2, maxLength: 3 }).map((legs) => ({ legs, threshold: 2 })),
  fc.shuffledSubarray(DUTIES, { minLength: 2, maxLength: 2 }).map((legs) => ({ legs })),
  fc.constantFrom({ set: ['erp:*:x'], most: 1 }, { set: ['erp:a:x', 'role:flat', 'duty:2'], most: 2 }),
);
const otherKinds = fc.oneof(
  fc.record({ holders: fc.constantFrom(...DUTIES), most: fc.constantFrom(1, 2) }),
  fc.record({ when: fc.constantFrom(...DUTIES), needs: fc.constantFrom(...DUTIES) }),
);

const rulesOf = (kindsOfRules: fc.Arbitrary<object>): fc.Arbitrary<RuleDefinition[]> =>
  fc.array(fc.tuple(kindsOfRules, dimensions), { minLength: 1, maxLength: 3 }).map((parts) =>
    parts.map(
      ([kind, on], i) =>
        ({
          ...{ id: `R${i}`, version: i + 1, title: `rule ${i}`, effect: 'prohibit', rollout: 'enforce' },
          ...kind,
          dimensions: on,
        }) as unknown as RuleDefinition,
    ),
  );

const premises = fc.shuffledSubarray(['erp:a:x', 'erp:b:x', 'erp:c:*', 'role:flat'], {
  minLength: 1,
  maxLength: 2,
});
const maps = fc.constantFrom<EdgeDefinition['map']>(
  undefined,
  { company: null },
  { company: 'plant' },
  { company: 'plant', plant: null },
);
const edges: fc.Arbitrary<EdgeDefinition[]> = fc
  .array(
    fc.record({
      id: fc.constantFrom('E1', 'E2', 'E3'),
      premises,
      gives: fc.oneof(
        fc.constantFrom(...ENTITLEMENTS).map((entitlement) => ({ entitlement })),
        fc.record({
          control: fc.constantFrom({ kind: 'service' as const }, { identity: 'account:*' }),
          how: fc.constantFrom('can-reset', 'secret'),
          lasting: fc.constantFrom(undefined, true as const),
        }),
      ),
      map: maps,
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((edge, i) => ({ ...edge, id: `E${i}` })));

const booksOf = (kindsOfRules: fc.Arbitrary<object>): fc.Arbitrary<RuleBook> =>
  fc.record({
    dimensions: fc.constant(DIMENSIONS),
    entitlements: fc.constant(
      ENTITLEMENTS.map((id, i) => (i < 2 ? { id, attributes: { risk: 'high' } } : id)),
    ),
    roles,
    duties,
    rules: rulesOf(kindsOfRules),
    edges,
  });

/** Books whose rules are monotone (SEMANTICS §3). */
export const monotoneBooks = booksOf(conflictKinds);
export const richBooks = booksOf(fc.oneof(conflictKinds, otherKinds));

export const richGrants: fc.Arbitrary<Grant> = fc.record({
  identity: fc.constantFrom(...IDENTITIES),
  item: fc.constantFrom(...ENTITLEMENTS, ...ROLES, 'erp:*:x', UNCATALOGUED),
  window: windows,
  state: fc.constantFrom('held' as const, 'reserved' as const),
  scope: maybeScoped,
});

export const richControls: fc.Arbitrary<Control> = fc
  .tuple(plainControls, fc.constantFrom(undefined, undefined, true as const))
  .map(([control, lasting]) => ({ ...control, lasting }));

export const richWorlds: fc.Arbitrary<World> = fc.record({
  controls: fc.array(richControls, { maxLength: 4 }),
  grants: fc.array(richGrants, { minLength: 1, maxLength: 5 }),
  kinds: fc.constant(kinds),
  scopes: fc.option(scopes, { nil: {} }).map((scope) => new Map([['service:1', scope]])),
  rotations: fc.array(
    fc.record({ identity: fc.constantFrom('service:1', 'account:1'), at: fc.nat({ max: 9 }) }),
    { maxLength: 2 },
  ),
  recognised: fc.array(
    fc.record({
      root: fc.constantFrom(...IDENTITIES),
      how: fc.constant('can-reset'),
      window: windows,
      control: fc.constant('C'),
    }),
    { maxLength: 1 },
  ),
});

const changesOf = (world: World, at: number): fc.Arbitrary<Change> =>
  fc.record({
    drop: fc.subarray([...world.grants], { maxLength: 1 }),
    add: fc
      .array(richGrants, { minLength: 1, maxLength: 3 })
      .map((all) => all.filter(({ window }) => window.until === null || window.until > at)),
    dropControls: fc.subarray([...world.controls], { maxLength: Math.min(1, world.controls.length) }),
    addControls: fc
      .array(richControls, { maxLength: 1 })
      .map((all) => all.filter(({ window }) => window.until === null || window.until > at)),
  });

const casesOf = (books: fc.Arbitrary<RuleBook>): fc.Arbitrary<AnyCase> =>
  fc
    .record({ book: books, world: richWorlds, at: instants })
    .chain((facts) => changesOf(facts.world, facts.at).map((change) => ({ ...facts, change })));

export const monotoneCases = casesOf(monotoneBooks);
export const richCases = casesOf(richBooks);
