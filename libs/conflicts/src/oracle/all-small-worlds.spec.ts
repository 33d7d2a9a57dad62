import { oracle, type OracleAnswer } from '@countersign/test-oracle';
import * as engine from '../index.js';
import { type Family, tinyCase, upToRenaming } from '../laws/all-small-worlds.spec-only.js';
import { engineAnswer } from './engine-against-oracle.spec-only.js';

const { all, cases, orbits } = upToRenaming();

it('all cases of the tiny universe are 99,936, and 25,332 up to renaming', () => {
  expect([all, cases.length, orbits]).toEqual([99_936, 25_332, 25_332]);
});

/** Objects are of the full form; time the engine has always known. */
const families: Family[] = ['time', 'place'];

describe.each(families)('engine and oracle agree on all of them, with parts in %s', (family) => {
  const seen = new Map<string, number>();
  const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);

  it('case by case', () => {
    for (const tiny of cases) {
      const asked = tinyCase(tiny, family);
      const expected = oracle(asked);
      showing(expected).forEach(count);
      expect(engineAnswer(engine, asked)).toEqual(expected);
    }
  }, 600_000);

  it.each(['pass', 'veto', 'creates', 'extends', 'repeats', 'shown once'])(
    'with many that show %s',
    (name) => {
      expect(seen.get(name)).toBeGreaterThan(500);
    },
  );
});

const showing = ({ outcome, conflicts }: OracleAnswer): string[] => [
  outcome,
  ...conflicts.map((conflict) => conflict.class),
  ...(conflicts.some(({ sameFor }) => sameFor.length > 0) ? ['shown once'] : []),
];
