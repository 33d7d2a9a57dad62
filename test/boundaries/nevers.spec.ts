import { mutants } from './nevers/mutants.js';
import { nevers } from './nevers.js';
import { type Separation, dutiesFile, separationOf } from './separation.js';

const brokenIn = (separation: Separation): string[] =>
  nevers.filter((never) => never.brokenBy(separation).length > 0).map((never) => never.id);

describe('the short list of nevers', () => {
  it.each(nevers)('$id: $says', ({ brokenBy }) => {
    expect(brokenBy(separationOf(dutiesFile()))).toEqual([]);
  });

  it.each(mutants)('$never catches: $what', ({ never, file, expanded }) => {
    const mutated = structuredClone(dutiesFile());
    file?.(mutated);
    const separation = separationOf(mutated);
    expanded?.(separation);
    expect(brokenIn(separation)).toContain(never);
  });

  it('every never is proven by a mutant', () => {
    const proven = new Set(mutants.map((mutant) => mutant.never));
    expect(nevers.map((never) => never.id).filter((id) => !proven.has(id))).toEqual([]);
  });

  it('every mutant names a never', () => {
    const known = new Set(nevers.map((never) => never.id));
    expect(mutants.filter((mutant) => !known.has(mutant.never))).toEqual([]);
  });
});
