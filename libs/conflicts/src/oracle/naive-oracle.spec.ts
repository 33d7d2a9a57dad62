import fc from 'fast-check';
import type { OracleAnswer } from '@countersign/test-oracle';
import * as engine from '../index.js';
import { anyCases } from '../laws/small-worlds.spec-only.js';
import { bothAnswers } from './engine-against-oracle.spec-only.js';

/** Recorded runs go higher: `ORACLE_WORLDS=1000000 npx jest oracle`. */
const WORLDS = Number(process.env['ORACLE_WORLDS'] ?? 2000);
const SEED = Number(process.env['ORACLE_SEED'] ?? 20260101);

describe('engine and naive oracle on the small form', () => {
  const seen: OracleAnswer[] = [];
  const agree = fc.property(anyCases, (small) => {
    const [told, expected] = bothAnswers(engine, small);
    seen.push(expected);
    expect(told).toEqual(expected);
  });

  it(`agree on ${WORLDS} small worlds`, () => {
    fc.assert(agree, { numRuns: WORLDS, seed: SEED });
  });

  it('were tried on every outcome, class, hold and kind of demand', () => {
    const share = (has: (answer: OracleAnswer) => boolean) => seen.filter(has).length / seen.length;
    const conflicts = seen.flatMap((answer) => answer.conflicts);
    for (const outcome of ['pass', 'veto', 'hold'])
      expect(share((a) => a.outcome === outcome)).toBeGreaterThan(0.05);
    for (const kind of ['creates', 'extends', 'repeats']) {
      expect(conflicts.filter((conflict) => conflict.class === kind).length).toBeGreaterThan(WORLDS / 50);
    }
    for (const code of ['UNKNOWN_ITEM', 'UNKNOWN_IDENTITY', 'EMPTY_WINDOW', 'MALFORMED_FACT']) {
      expect(share((a) => a.holds.some((hold) => hold === code))).toBeGreaterThan(0.005);
    }
    expect(share((a) => a.dualApproval.length > 0)).toBeGreaterThan(0.02);
    expect(share((a) => a.maxUntil !== null)).toBeGreaterThan(0.01);
    expect(conflicts.filter(({ sameFor }) => sameFor.length > 0).length).toBeGreaterThan(WORLDS / 100);
    expect(conflicts.filter(({ steps }) => Math.max(...Object.values(steps)) > 4).length).toBeGreaterThan(
      WORLDS / 100,
    );
  });
});
