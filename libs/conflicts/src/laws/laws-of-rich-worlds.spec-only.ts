import fc from 'fast-check';
import type { Grant, RuleBook, World } from '../index.js';
import { judged, type Law, type Regions } from './law.spec-only.js';
import { richRegions } from './rich-law.spec-only.js';
import {
  DIMENSIONS,
  monotoneBooks,
  monotoneCases,
  richCases,
  richGrants,
  richWorlds,
  VALUES,
} from './rich-worlds.spec-only.js';
import { instants } from './small-worlds.spec-only.js';

const shuffled = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.shuffledSubarray([...values], { minLength: values.length });

const inAnyOrder = (book: RuleBook, world: World): fc.Arbitrary<[RuleBook, World]> =>
  fc.tuple(
    fc.record({
      dimensions: shuffled(book.dimensions ?? []),
      entitlements: shuffled(book.entitlements),
      roles: shuffled(book.roles),
      duties: shuffled(book.duties),
      rules: shuffled(book.rules),
      edges: shuffled(
        (book.edges ?? []).map((edge) => ({ ...edge, premises: [...edge.premises].reverse() })),
      ),
    }),
    fc.record({
      controls: shuffled(world.controls),
      grants: shuffled(world.grants),
      kinds: shuffled([...world.kinds]).map((kinds) => new Map(kinds)),
      scopes: fc.constant(world.scopes),
      rotations: shuffled(world.rotations ?? []),
      recognised: fc.constant(world.recognised),
    }),
  );

/** Law 1 with all constructs, to the byte. */
export const richOrderMeansNothing: Law = (engine) =>
  fc.property(
    richCases.chain((one) => inAnyOrder(one.book, one.world).map((other) => [one, other] as const)),
    ([one, [book, world]]) => {
      const text = engine.judgementText(judged(engine, one));
      expect(engine.judgementText(judged(engine, { ...one, book, world }))).toBe(text);
    },
  );

const expectGrown = (small: Regions, large: Regions): void => {
  expect([...small].filter((cell) => !large.has(cell))).toEqual([]);
};
const ofPersons = (cells: Regions): Regions =>
  new Set([...cells].filter((cell) => cell.includes(' person:')));

/** Law 2: more grants, wider windows and wider scopes only let regions grow; who else is judged may change. */
export const richGrowth: Law = (engine) =>
  fc.property(
    monotoneBooks,
    richWorlds,
    fc.array(richGrants, { maxLength: 2 }),
    instants,
    (book, world, more, at) => {
      const now = ofPersons(richRegions(engine, book, world, at));
      expectGrown(now, richRegions(engine, book, { ...world, grants: [...world.grants, ...more] }, at));
      const wider = world.grants.map((grant) => ({ ...grant, scope: undefined }));
      expectGrown(now, richRegions(engine, book, { ...world, grants: wider }, at));
    },
  );

/** Law 2: removal of grants and controls never gives any root a class, for monotone rules; nor is any ever refused. */
export const richRemovalPasses: Law = (engine) =>
  fc.property(richCases, ({ book, world, change: { drop, dropControls }, at }) => {
    const judgement = judged(engine, { book, world, change: { drop, dropControls, add: [] }, at });
    expect(judgement).toMatchObject({ outcome: 'pass', holds: [] });
    expect(judgement.conflicts.filter(({ kind }) => kind === 'conflict' || kind === 'set')).toEqual([]);
  });

/** Law 2: nor does removal beside something idle, which is no removal. */
export const richLossIsNoClass: Law = (engine) =>
  fc.property(monotoneCases, ({ book, world, change: { drop, dropControls }, at }) => {
    const add: Grant[] = [
      { identity: 'person:1', item: 'crm:idle:never', window: { from: 0, until: null }, state: 'asked' },
    ];
    const plain = { ...book, duties: book.duties, rules: book.rules };
    expect(judged(engine, { book: plain, world, change: { drop, dropControls, add }, at }).conflicts).toEqual(
      [],
    );
  });

/** Law 3: A ∪ B is granted iff A and then B are. */
export const richOneByOne: Law = (engine) =>
  fc.property(
    monotoneCases,
    fc.array(richGrants, { minLength: 1, maxLength: 2 }),
    ({ book, world, change, at }, more) => {
      const isAhead = ({ window }: Grant) => window.until === null || window.until > at;
      const [a, b] = [change.add.filter(isAhead), more.filter(isAhead)];
      const passes = (grants: readonly Grant[], add: readonly Grant[]) =>
        judged(engine, { book, world: { ...world, grants }, change: { drop: [], add }, at }).outcome ===
        'pass';
      const got = a.map((grant): Grant => {
        return {
          ...grant,
          state: 'reserved',
          window: { ...grant.window, from: Math.max(grant.window.from, at) },
        };
      });
      expect(passes(world.grants, a) && passes([...world.grants, ...got], b)).toBe(
        passes(world.grants, [...a, ...b]),
      );
    },
  );

/** Law 5: one half at one value, the other at another: no conflict where the rule looks at each. */
export const disjointObjects: Law = (engine) =>
  fc.property(richWorlds, fc.constantFrom(...DIMENSIONS), instants, (world, name, at) => {
    const book: RuleBook = {
      dimensions: DIMENSIONS,
      entitlements: ['erp:a:x', 'erp:b:x', 'erp:c:x', 'erp:d:x', 'erp:idle:x'],
      roles: [],
      duties: [
        { id: 'duty:1', any: ['erp:a:x'] },
        { id: 'duty:2', all: ['erp:b:x'] },
      ],
      rules: [
        {
          id: 'R',
          version: 1,
          title: 'R',
          legs: ['duty:1', 'duty:2'],
          dimensions: [name],
          effect: 'prohibit',
          rollout: 'enforce',
        },
      ],
    };
    const grants = world.grants.map((grant, i): Grant => {
      const isFirst = i % 2 === 0;
      const scope = { ...grant.scope, [name]: [VALUES[isFirst ? 0 : 1] ?? ''] };
      return { ...grant, item: isFirst ? 'erp:a:x' : 'erp:b:x', scope };
    });
    expect([...richRegions(engine, book, { ...world, grants }, at)]).toEqual([]);
  });

/** Law 10: a swap that narrows is never refused, and changes nothing for monotone rules. */
export const richNarrowing: Law = (engine) =>
  fc.property(monotoneBooks, richWorlds, instants, (book, world, at) => {
    const add = world.grants.map((grant): Grant => {
      const narrowed = Object.fromEntries(
        DIMENSIONS.map((name) => [name, [(grant.scope?.[name] ?? VALUES)[0] ?? '']]),
      );
      return { ...grant, scope: narrowed };
    });
    const swap = judged(engine, { book, world, change: { drop: world.grants, add }, at });
    expect(swap).toMatchObject({ outcome: 'pass', conflicts: [] });
  });

/** Law 10: splitting a grant by its scope changes no region. */
export const richSplitting: Law = (engine) =>
  fc.property(
    monotoneBooks,
    richWorlds,
    fc.constantFrom(...DIMENSIONS),
    instants,
    (book, world, name, at) => {
      const pieces = world.grants.flatMap((grant) =>
        (grant.scope?.[name] ?? []).length < 2
          ? [grant]
          : VALUES.map((value) => ({ ...grant, scope: { ...grant.scope, [name]: [value] } })),
      );
      expect(richRegions(engine, book, { ...world, grants: pieces }, at)).toEqual(
        richRegions(engine, book, world, at),
      );
    },
  );
