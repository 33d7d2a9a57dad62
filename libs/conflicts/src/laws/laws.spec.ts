import fc from 'fast-check';
import * as engine from '../index.js';
import { laws } from './laws.spec-only.js';

/** Worlds tried for each law. Recorded runs go higher and elsewhere: `LAW_RUNS=100000 LAW_SEED=7 npx jest laws`. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 200);
const SEED = Number(process.env['LAW_SEED'] ?? 20260101);

describe('the engine keeps the laws of SEMANTICS §7', () => {
  it.each(Object.entries(laws))('law %s', (_, law) => {
    fc.assert(law(engine), { numRuns: RUNS, seed: SEED });
  });
});
