import fc from 'fast-check';
import { fullCases } from '../laws/full-cases.spec-only.js';
import { oracleWith } from './mutant-oracle.spec-only.js';
import { MUTANTS } from './mutants.spec-only.js';

/** Looked at in turn until one tells the mutant from the oracle. */
const WORLDS = 4000;
const SEED = 20260101;

const cases = fc.sample(fullCases, { numRuns: WORLDS, seed: SEED });
const sound = oracleWith(null);
const answers = new Map<number, string>();

/** The oracle's answer to a case, worked out when first asked for. */
function answer(i: number): string {
  const asked = cases[i];
  const known = answers.get(i) ?? (asked === undefined ? '' : JSON.stringify(sound(asked)));
  answers.set(i, known);
  return known;
}

it('there are many', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(15);
});

it('the oracle loaded anew agrees with itself', () => {
  const again = oracleWith(null);
  expect(cases.slice(0, 100).findIndex((asked, i) => JSON.stringify(again(asked)) !== answer(i))).toBe(-1);
});

describe('an oracle that', () => {
  it.each(MUTANTS)('$what differs on some world', (mutant) => {
    const mistaken = oracleWith(mutant);
    expect(
      cases.findIndex((asked, i) => JSON.stringify(mistaken(asked)) !== answer(i)),
    ).toBeGreaterThanOrEqual(0);
  });
});
