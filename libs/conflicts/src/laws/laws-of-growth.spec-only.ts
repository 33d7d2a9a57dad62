import fc from 'fast-check';
import type { Grant, World } from '../index.js';
import { judged, type Law, type Regions, regions } from './law.spec-only.js';
import {
  anyCases,
  books,
  cases,
  controls,
  grants,
  IDLE,
  instants,
  isPersonal,
  type SmallCase,
  worlds,
} from './small-worlds.spec-only.js';

const expectGrown = (small: Regions, large: Regions): void => {
  expect([...small].filter((cell) => !large.has(cell))).toEqual([]);
};

/** Law 2: more grants, and wider windows, only let regions grow. */
export const moreGrantsGrow: Law = (engine) =>
  fc.property(books, worlds, fc.array(grants, { maxLength: 3 }), instants, (book, world, more, at) => {
    const now = regions(engine, book, world, at);
    expectGrown(now, regions(engine, book, { ...world, grants: [...world.grants, ...more] }, at));
    const wider = world.grants.map((grant) => ({ ...grant, window: { from: 0, until: null } }));
    expectGrown(now, regions(engine, book, { ...world, grants: wider }, at));
  });

/** Law 2: so does more control, for persons: who else is a judged root may change. */
export const moreControlGrows: Law = (engine) =>
  fc.property(books, worlds, fc.array(controls, { maxLength: 3 }), instants, (book, world, more, at) => {
    const now = new Set([...regions(engine, book, world, at)].filter(isPersonal));
    expectGrown(now, regions(engine, book, { ...world, controls: [...world.controls, ...more] }, at));
  });

/** Law 2: removal of anything never gives any root a class. */
export const removalPasses: Law = (engine) =>
  fc.property(anyCases, (small) => {
    const judgement = judged(engine, { ...small, change: { ...small.change, add: [] } });
    expect(judgement).toMatchObject({ outcome: 'pass', conflicts: [], holds: [] });
  });

/** Law 3: A ∪ B is granted iff A and then B are, iff B and then A are, with the same demands. */
export const oneByOneIsAtOnce: Law = (engine) =>
  fc.property(cases, fc.array(grants, { minLength: 1, maxLength: 2 }), (small, more) => {
    const a = small.change.add;
    const b = more.filter(({ window }) => (window.until ?? Infinity) > small.at);
    const granted = (world: World, add: readonly Grant[]) => {
      const { outcome, demands } = judged(engine, { ...small, world, change: { drop: [], add } });
      return outcome === 'pass' ? demands.dualApproval : null;
    };
    const inTurn = (first: readonly Grant[], second: readonly Grant[]) => {
      const got = first.map(({ window, ...grant }) => {
        // what starts earlier is cut to the instant of judgement, and so is what is promised
        const cut = { from: Math.max(window.from, small.at), until: window.until };
        return { ...grant, window: cut, state: 'reserved' as const };
      });
      const demands = granted(small.world, first);
      const then = granted({ ...small.world, grants: [...small.world.grants, ...got] }, second);
      return demands && then && [...new Set([...demands, ...then])].sort();
    };
    const together = granted(small.world, [...a, ...b]);
    expect(inTurn(a, b)).toEqual(together);
    expect(inTurn(b, a)).toEqual(together);
  });

/** Law 4: an entitlement that nothing can match changes nothing, held or asked. */
export const idleMeansNothing: Law = (engine) =>
  fc.property(cases, fc.array(grants, { minLength: 1, maxLength: 3 }), (small, some) => {
    const idle = some.map((grant) => ({ ...grant, item: IDLE, window: { from: 0, until: null } }));
    const text = (of: SmallCase) => engine.judgementText(judged(engine, of));
    const { world } = small;
    expect(text({ ...small, world: { ...world, grants: [...world.grants, ...idle] } })).toBe(text(small));
    const asked = judged(engine, { ...small, change: { drop: [], add: idle } });
    expect(asked).toMatchObject({ outcome: 'pass', conflicts: [] });
  });
