import fc from 'fast-check';
import type * as bitset from '../bitset.js';
import type * as compile from '../compile-matrix.js';
import type * as box from '../box.js';
import type * as closure from '../closure.js';
import type * as derived from '../derived.js';
import type * as edges from '../control-edge.js';
import type * as exceptions from '../exceptions.js';
import type * as holding from '../holding.js';
import type * as nesting from '../role-nesting.js';
import type * as order from '../code-point-order.js';
import type * as path from '../path.js';
import type * as holds from '../holds.js';
import type * as latestCut from '../latest-cut.js';
import type * as leafTable from '../leaf-table.js';
import type * as touched from '../touched-roots.js';
import type * as window from '../window.js';
import { bothAnswers, type Engine } from '../oracle/engine-against-oracle.spec-only.js';
import { laws } from './laws.spec-only.js';
import { anyCases } from './small-worlds.spec-only.js';
import { withBroken } from './with-broken.spec-only.js';

interface Broken {
  readonly what: string;
  readonly breaks: readonly (keyof typeof laws)[];
  /** Whether it judges wrongly, which the oracle must see, or only takes a bundle that is none. */
  readonly isJudgement: boolean;
  readonly engine: () => Engine;
}

const doubles: Broken[] = [
  {
    what: 'takes strings in the order in which they come',
    breaks: ['1, order means nothing', '1, order means nothing, with all constructs'],
    isJudgement: true,
    engine: () => withBroken<typeof order>('../code-point-order.js', () => ({ byCodePoint: () => 0 })),
  },
  {
    what: 'judges only the first root by name',
    breaks: ['1, names mean nothing'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof touched>('../touched-roots.js', ({ touchedRoots }) => ({
        touchedRoots: (...facts) => touchedRoots(...facts).slice(0, 1),
      })),
  },
  {
    what: 'breaks a rule only at exactly two legs',
    breaks: [
      '2, more grants only grow',
      '2, more control only grows',
      '2, more only grows, with all constructs',
    ],
    isJudgement: true,
    engine: () =>
      withBroken<typeof bitset>('../bitset.js', ({ countBits }) => ({
        countBits: (bits) => (countBits(bits) > 2 ? 0 : countBits(bits)),
      })),
  },
  {
    what: 'judges a removal like any other change',
    breaks: ['2, removal passes', '2, removal passes, with all constructs'],
    isJudgement: true,
    engine: () => withBroken<typeof holding>('../holding.js', () => ({ addsNoGrant: () => false })),
  },
  {
    what: 'counts what is held and forgets what is promised',
    breaks: ['3, one by one is at once', '3, one by one is at once, with all constructs'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof holding>('../holding.js', ({ holdingsOf }) => ({
        holdingsOf: (grants, ...facts) =>
          holdingsOf(
            grants.filter(({ state }) => state === 'held'),
            ...facts,
          ),
      })),
  },
  {
    what: 'finds every duty in every item',
    breaks: ['4, idle means nothing'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof leafTable>('../leaf-table.js', ({ leafTable: sound }) => ({
        leafTable: (leaves, items) => {
          const { metBy } = sound(leaves, items);
          return { leaves, metBy: new Map([...metBy.keys()].map((item) => [item, leaves.map((_, i) => i)])) };
        },
      })),
  },
  {
    what: 'lets touching windows meet',
    breaks: ['5, apart is no conflict'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof window>('../window.js', ({ toSpan }) => ({
        toSpan: (one) => ({ from: one.from, until: toSpan(one).until + 1 }),
      })),
  },
  {
    what: 'forgets what nested roles contain',
    breaks: ['6, roles are their contents'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof nesting>('../role-nesting.js', ({ nestingOrder }) => ({
        nestingOrder: (roles) => ({ ...nestingOrder(roles), order: nestingOrder(roles).order.reverse() }),
      })),
  },
  {
    what: 'follows control one step only',
    breaks: ['6, chains are direct'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof closure>('../closure.js', ({ close }) => ({
        close: (instant, ...facts) =>
          close(
            { ...instant, controlsOf: (x) => (x === instant.root ? instant.controlsOf(x) : []) },
            ...facts,
          ),
      })),
  },
  {
    what: 'takes what it does not know in a request for harmless',
    breaks: ['8, unknown is never granted'],
    isJudgement: true,
    engine: () => withBroken<typeof holds>('../holds.js', () => ({ changeHolds: () => [] })),
  },
  {
    what: 'takes no bundle for one without conflicts',
    breaks: ['8, unknown is never granted'],
    isJudgement: false,
    engine: () =>
      withBroken<{ judge: Engine['judge'] }>('../judge.js', ({ judge }) => ({
        judge: (matrix, ...facts) => ({
          ...judge(matrix, ...facts),
          ...(matrix === null && { outcome: 'pass' }),
        }),
      })),
  },
  {
    what: 'compiles what it understands and ignores the rest',
    breaks: ['8, unknown is never compiled'],
    isJudgement: false,
    engine: () =>
      withBroken<typeof compile>('../rule-book-meaning.js', () => ({ meaningProblems: () => [] }) as never),
  },
  {
    what: 'shows a path by control that is not there at that time',
    breaks: ['9, paths prove', '9, paths prove, with all constructs'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof derived>('../derived.js', ({ derivedBy }) => ({
        derivedBy: (inquiry, ...which) => {
          const { facts } = inquiry;
          const controls = { ...facts.controls, outgoing: timeless(facts.controls.outgoing) };
          return derivedBy({ ...inquiry, facts: { ...facts, controls } }, ...which);
        },
      })),
  },
  {
    what: 'shows every leg by its first path alone, without the control in it',
    breaks: ['9, paths prove'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof path>('../path.js', ({ shortestPath }) => ({
        shortestPath: (...facts) => shortestPath(...facts).filter(({ step }) => step !== 'controls'),
      })),
  },
  {
    what: 'cuts one instant late',
    breaks: ['9, repairs pass'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof latestCut>('../latest-cut.js', ({ latestCut: sound }) => ({
        latestCut: (...facts) => {
          const end = sound(...facts);
          return end === null ? null : end + 1;
        },
      })),
  },
  {
    what: 'takes a narrowed grant for a new one',
    breaks: ['10, narrowing passes', '10, narrowing passes, with all constructs'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof holding>('../holding.js', ({ holdingsOf }) => ({
        addsNoGrant: (_grants, { add }) => add.length === 0,
        holdingsOf: (...facts) =>
          holdingsOf(...facts).map((one) => ({ ...one, isFresh: one.grant.state === 'asked' })),
      })),
  },
  {
    what: 'takes equal legs for different ones, so that intervals never join',
    breaks: ['10, splitting means nothing'],
    isJudgement: true,
    engine: () =>
      withBroken<typeof bitset>('../bitset.js', ({ isWithin }) => ({
        isWithin: (a, b) => a.length > 0 && isWithin(a, b) && a === b,
      })),
  },
];

/** Doubles of constructs that the plain worlds lack. */
const richDoubles: Broken[] = [
  {
    what: 'finds every object in every scope',
    breaks: ['5, other objects are no conflict'],
    isJudgement: false,
    engine: () => withBroken<typeof box>('../box.js', () => ({ holdsObject: () => true })),
  },
  {
    what: 'tells no value from the others',
    breaks: ['10, splitting means nothing, with all constructs'],
    isJudgement: false,
    engine: () =>
      withBroken<typeof box>('../box.js', ({ isBoxWithin }) => ({
        isBoxWithin: (inner, outer) =>
          isBoxWithin(inner, outer) || inner.some((values) => values?.length === 1),
      })),
  },
  {
    what: 'takes what is dropped for what is asked',
    breaks: ['2, loss is no class'],
    isJudgement: false,
    engine: () =>
      withBroken<typeof holding>('../holding.js', ({ holdingsOf }) => ({
        holdingsOf: (...facts) =>
          holdingsOf(...facts).map((one) =>
            one.isLost ? { ...one, isFresh: true, within: [], after: one.before } : one,
          ),
      })),
  },
  {
    what: 'lets several exceptions share the legs of one conflict',
    breaks: ['7, exceptions cover exactly'],
    isJudgement: false,
    engine: () =>
      withBroken<typeof exceptions>('../exceptions.js', ({ coverage }) => ({
        coverage: (inquiry, ...rest) => {
          const whole = inquiry.exceptions.map((one) => ({ ...one, legs: undefined }));
          return coverage({ ...inquiry, exceptions: whole }, ...rest);
        },
      })),
  },
];

function timeless(outgoing: edges.ControlEdges['outgoing']): edges.ControlEdges['outgoing'] {
  const after = { from: -Infinity, until: Infinity };
  return new Map([...outgoing].map(([x, all]) => [x, all.map((edge) => ({ ...edge, after }))]));
}

const RUNS = 2000;
const SEED = 20260101;

const isRefuted = (property: fc.IRawProperty<unknown, false>): boolean =>
  fc.check(property, { numRuns: RUNS, seed: SEED, endOnFailure: true }).failed;

it('every law is broken by some double', () => {
  expect(new Set([...doubles, ...richDoubles].flatMap(({ breaks }) => breaks))).toEqual(
    new Set(Object.keys(laws)),
  );
});

describe('an engine that', () => {
  it.each(
    [...doubles, ...richDoubles].flatMap(({ what, breaks, engine }) =>
      breaks.map((law) => ({ what, law, engine })),
    ),
  )('$what is seen to break law $law', ({ law, engine }) => {
    expect(isRefuted(laws[law](engine()))).toBe(true);
  });

  it.each(doubles.filter(({ isJudgement }) => isJudgement))('$what is seen by the oracle', ({ engine }) => {
    const broken = engine();
    const agree = fc.property(anyCases, (small) => {
      const [told, expected] = bothAnswers(broken, small);
      expect(told).toEqual(expected);
    });
    expect(isRefuted(agree)).toBe(true);
  });
});
