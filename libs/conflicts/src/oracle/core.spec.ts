import { type FullCase, oracle } from '@countersign/test-oracle';
import fc from 'fast-check';
import { compileMatrix, coreOf, type Grant, judge, mostTried } from '../index.js';
import { soundCases } from '../laws/full-worlds.spec-only.js';

const worlds = 400;
const seed = 20260101;

/** Whether a conflict is there by the definitions when so much of what is asked is left out. */
const isThere = (stated: FullCase, conflict: { rule: string; root: string }, without: readonly Grant[]) =>
  oracle({
    ...stated,
    change: { ...stated.change, add: stated.change.add.filter((grant) => !without.includes(grant)) },
  }).conflicts.some(
    ({ rule, root, sameFor }) => rule === conflict.rule && [root, ...sameFor].includes(conflict.root),
  );

/** A case in which nothing is held back, and its conflicts with their cores. */
function coresOf(stated: FullCase) {
  const { book, world, change, at } = stated;
  const matrix = compileMatrix(book);
  const { conflicts, holds } = judge(matrix, world, change, at);
  if (holds.length > 0 || change.add.length === 0) return [];
  return conflicts.map((conflict) => ({
    conflict,
    core: coreOf({ matrix, world, change, at }, conflict),
  }));
}

const setsOf = (add: readonly Grant[]): (readonly Grant[])[] =>
  add.reduce<(readonly Grant[])[]>((sets, grant) => sets.flatMap((set) => [set, [...set, grant]]), [[]]);

describe('the core of a conflict', () => {
  it(`is a smallest set of what was asked without which there is none, by the definitions, in ${worlds} small worlds`, () => {
    const seen = { cores: 0, several: 0, part: 0 };
    let none = 0;
    fc.assert(
      fc.property(soundCases, (stated) => {
        const { add } = stated.change;
        for (const { conflict, core } of coresOf(stated)) {
          none += Number(core === null);
          expect(core === null).toBe(isThere(stated, conflict, add));
          if (!core) continue;
          expect(core.isSmallest).toBe(add.length <= mostTried);
          expect(isThere(stated, conflict, core.grants)).toBe(false);
          const smaller = setsOf(add).filter(({ length }) => length < core.grants.length);
          expect(smaller.every((set) => isThere(stated, conflict, set))).toBe(true);
          seen.cores += 1;
          seen.several += Number(core.grants.length > 1);
          seen.part += Number(core.grants.length < add.length);
        }
      }),
      { numRuns: worlds, seed },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(worlds / 20);
    expect(none).toBeGreaterThan(worlds / 50);
  });
});
