/** Random rule books of the full form, small enough for brute force; every construct of the language occurs. */
import fc from 'fast-check';
import type {
  Content,
  DutyDefinition,
  DutyTree,
  Leaf,
  RuleBook,
  RuleDefinition,
} from '@countersign/test-oracle';
import { edges } from './full-edges.spec-only.js';
import { CATALOGUE, DUTIES, ENTITLEMENTS, present, scopes, sometimes } from './full-names.spec-only.js';

const content = (dims: readonly string[], items: readonly string[]): fc.Arbitrary<Content> =>
  fc.tuple(fc.constantFrom(...items), scopes(dims)).map(([item, scope]) => (scope ? { item, scope } : item));

/** Nested in one direction only, up to three deep. */
const roles = (dims: readonly string[]) =>
  fc
    .tuple(
      fc.array(content(dims, ENTITLEMENTS), { minLength: 2, maxLength: 3 }),
      fc.array(content(dims, [...ENTITLEMENTS, 'idm:*']), { maxLength: 1 }),
      fc.array(content(dims, ['role:flat']), { maxLength: 1 }),
      fc.array(content(dims, ['role:mid', 'role:flat']), { minLength: 1, maxLength: 2 }),
    )
    .map(([flat, mid, inMid, inTop]) => [
      { id: 'role:flat', version: 1, entitlements: flat, roles: [] },
      { id: 'role:mid', version: 2, entitlements: mid, roles: inMid },
      { id: 'role:top', version: 1, entitlements: [], roles: inTop },
    ]);

const leaves: fc.Arbitrary<Leaf> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...ENTITLEMENTS) },
  { weight: 1, arbitrary: fc.constantFrom('idm:*', '*:a:*', 'erp:z:*') },
  { weight: 1, arbitrary: fc.constantFrom('role:flat', 'role:mid') },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Leaf[]>({ class: { risk: 'high' } }, { class: { risk: 'high', area: 'pay' } }),
  },
);

const same = (dims: readonly string[]) =>
  dims.length === 0 ? fc.constant(undefined) : sometimes(4, fc.subarray([...dims], { minLength: 1 }));

const trees = (dims: readonly string[], branches: fc.Arbitrary<DutyTree>) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ any: fc.array(branches, { minLength: 1, maxLength: 3 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({ all: fc.tuple(branches, branches), same: same(dims) }).map(present),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({
          atLeast: fc.integer({ min: 1, max: 2 }),
          of: fc.tuple(branches, branches, branches),
          same: same(dims),
        })
        .map(present),
    },
  );

/** The last duty may name the first; now and then a branch is a tree. */
const duties = (dims: readonly string[]): fc.Arbitrary<DutyDefinition[]> => {
  const deep = fc.oneof<fc.MaybeWeightedArbitrary<DutyTree>[]>(
    { weight: 8, arbitrary: leaves },
    { weight: 1, arbitrary: trees(dims, leaves) },
  );
  const naming = fc.oneof(
    { weight: 3, arbitrary: leaves },
    { weight: 2, arbitrary: fc.constant<DutyTree>('duty:1') },
  );
  return fc
    .tuple(trees(dims, deep), trees(dims, leaves), trees(dims, leaves), trees(dims, naming))
    .map((four) => four.map((tree, i) => ({ id: DUTIES[i] ?? '', ...tree })));
};

const effects = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ effect: 'prohibit' as const }) },
  { weight: 1, arbitrary: fc.constant({ effect: 'never-approvable' as const }) },
  { weight: 1, arbitrary: fc.constant({ effect: 'dual-approval' as const }) },
);

const bounds = fc
  .tuple(fc.integer({ min: 1, max: 2 }), sometimes(6, fc.integer({ min: 0, max: 2 })))
  .map(([max, more]) =>
    present({
      effect: 'time-bound' as const,
      maxDurationMs: max,
      perMs: more === undefined ? undefined : max + more,
    }),
  );

const rollouts = fc.oneof(
  { weight: 8, arbitrary: fc.constant('enforce' as const) },
  { weight: 2, arbitrary: fc.constantFrom('warn' as const, 'record' as const, 'off' as const) },
);

const conflictRules = fc
  .shuffledSubarray(DUTIES, { minLength: 2, maxLength: 3 })
  .chain((legs) =>
    fc.record({ legs: fc.constant(legs), threshold: sometimes(3, fc.integer({ min: 2, max: legs.length })) }),
  );
const setRules = fc.record({
  set: fc.oneof(
    fc.shuffledSubarray(ENTITLEMENTS, { minLength: 2, maxLength: 3 }),
    fc.constantFrom<Leaf[]>(
      ['erp:*', 'role:mid'],
      [{ class: { risk: 'high' } }, 'duty:2'],
      ['erp:*:*', 'idm:d:x'],
    ),
  ),
  most: fc.constant(1),
});
const holdersRules = fc.record({ holders: fc.constantFrom(...DUTIES), most: fc.integer({ min: 1, max: 2 }) });
const prerequisites = fc
  .shuffledSubarray(DUTIES, { minLength: 2, maxLength: 2 })
  .map(([when = '', needs = '']) => {
    return { when, needs };
  });

const rule = (dims: readonly string[]) => {
  const looked =
    dims.length === 0 ? fc.constant(undefined) : sometimes(5, fc.subarray([...dims], { minLength: 1 }));
  const withLooked = <A extends object, B extends object>(asks: fc.Arbitrary<A>, does: fc.Arbitrary<B>) =>
    fc.tuple(asks, does, looked).map(([a, b, some]) => ({ ...a, ...b, dimensions: some }));
  return fc.oneof(
    { weight: 4, arbitrary: withLooked(conflictRules, effects) },
    { weight: 3, arbitrary: withLooked(conflictRules, bounds) },
    { weight: 3, arbitrary: withLooked(setRules, effects) },
    { weight: 1, arbitrary: withLooked(setRules, bounds) },
    { weight: 2, arbitrary: withLooked(holdersRules, effects) },
    { weight: 2, arbitrary: withLooked(prerequisites, effects) },
    {
      weight: 1,
      arbitrary: fc.tuple(prerequisites, effects).map(([a, b]) => ({ ...a, ...b, anywhere: true as const })),
    },
  );
};

const rules = (dims: readonly string[]): fc.Arbitrary<RuleDefinition[]> =>
  fc
    .array(fc.tuple(rule(dims), rollouts, sometimes(2, fc.constant(true as const))), {
      minLength: 2,
      maxLength: 3,
    })
    .map((parts) =>
      parts.map(([asks, rollout, repeatsPass], i) =>
        present({ id: `R${i + 1}`, version: i + 1, title: `rule ${i + 1}`, ...asks, rollout, repeatsPass }),
      ),
    );

/** Sound books over the given dimensions. */
export const booksOver = (dims: readonly string[]): fc.Arbitrary<RuleBook> =>
  fc
    .record({
      dimensions: fc.constant(dims.length === 0 ? undefined : dims),
      entitlements: fc.constant(CATALOGUE),
      roles: roles(dims),
      duties: duties(dims),
      rules: rules(dims),
      edges: edges(dims),
    })
    .map(present);
