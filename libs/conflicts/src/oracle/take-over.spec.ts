import { type FullCase, takeOvers } from '@countersign/test-oracle';
import fc from 'fast-check';
import { compileMatrix, takeOverAbove } from '../index.js';
import { soundCases } from '../laws/full-worlds.spec-only.js';

const worlds = 800;
const seed = 20260101;

/** Everybody's answers to a case, each under the bounds that tell it from another. */
function answers({ book, world, at }: FullCase, ids: readonly string[]) {
  const matrix = compileMatrix(book);
  return ids.flatMap((root) =>
    [0, 1, 2].map((bound) => ({
      ...{ root, bound },
      found: takeOverAbove(matrix, world, root, { bound, at }) ?? undefined,
    })),
  );
}

describe('whom one reaches by take-over alone', () => {
  it(`is told as the definitions say it, in ${worlds} small worlds`, () => {
    const seen = { found: 0, later: 0, edges: 0, several: 0 };
    fc.assert(
      fc.property(soundCases, (stated) => {
        const naive = takeOvers(stated);
        for (const { root, bound, found } of answers(stated, naive.ids)) {
          const expected = naive.above(root, bound);
          expect(found && { from: found.from, whom: found.whom }).toEqual(expected);
          if (!found) continue;
          seen.found += 1;
          seen.later += Number(found.from > stated.at);
          seen.edges += Number(
            found.by.some((how) => !stated.world.controls.some((control) => control.how === how)),
          );
          seen.several += Number(bound > 0);
        }
      }),
      { numRuns: worlds, seed },
    );
    for (const share of Object.values(seen)) expect(share / worlds).toBeGreaterThan(0.02);
  });

  it('is nobody once the powers it names are recognised for good, and somebody as long as none of them is', () => {
    fc.assert(
      fc.property(soundCases, (stated) => {
        const { ids, first } = takeOvers(stated);
        for (const { root, found } of answers(stated, ids).filter(({ bound }) => bound === 0)) {
          if (!found) continue;
          const recognising = (by: readonly string[]) =>
            takeOvers({
              ...stated,
              world: {
                ...stated.world,
                recognised: [
                  ...(stated.world.recognised ?? []),
                  ...by.map((how) => ({ root, how, window: { from: first, until: null }, control: 'C' })),
                ],
              },
            }).whomAt(root, found.from);
          expect(recognising(found.by)).toEqual([]);
          expect(recognising(['no such power'])).toEqual(found.whom);
        }
      }),
      { numRuns: worlds / 4, seed },
    );
  });
});
