import fc from 'fast-check';
import {
  bundleErrors,
  type FullCase,
  oracle,
  type OracleAnswer,
  type OracleConflict,
} from '@countersign/test-oracle';
import * as engine from '../index.js';
import { CONSTRUCTS } from '../laws/full-constructs.spec-only.js';
import { fullCases } from '../laws/full-cases.spec-only.js';
import { engineAnswer } from './engine-against-oracle.spec-only.js';

/** Recorded runs go higher: `FULL_WORLDS=1000000 FULL_SEED=7 npx jest full-oracle --testTimeout 100000000`. */
const WORLDS = Number(process.env['FULL_WORLDS'] ?? 20_000);
const SEED = Number(process.env['FULL_SEED'] ?? 20260101);

const constructs = new Map<string, number>();
const seen = new Map<string, number>();
const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

/** Everything that an answer shows, each once. */
function shownBy({ book }: FullCase, answer: OracleAnswer): ReadonlySet<string> {
  const ofConflict = (conflict: OracleConflict): string[] => {
    const rule = book.rules.find(({ id }) => id === conflict.rule);
    return [
      `class ${conflict.class}`,
      `kind ${conflict.kind}`,
      `${conflict.kind} ${conflict.class}`,
      `rollout ${rule?.rollout}`,
      ...(conflict.vetoes ? [`veto by ${rule?.effect} ${conflict.kind}`] : []),
      ...(conflict.covered ? ['covered'] : []),
      ...(conflict.exceptions.length > 0 && !conflict.covered ? ['covered in part'] : []),
      ...(conflict.sameFor.length > 0 ? ['shown once'] : []),
      ...(Object.values(conflict.values).flat().length > 0 ? ['values listed'] : []),
      ...(conflict.windows.length > 1 ? ['several rows'] : []),
      ...(Math.max(...Object.values(conflict.steps)) > 4 ? ['long way'] : []),
    ];
  };
  return new Set([
    `outcome ${answer.outcome}`,
    ...answer.holds.map((code) => `hold ${code}`),
    ...(answer.dualApproval.length > 0 ? ['approval demanded'] : []),
    ...(answer.maxUntil === null ? [] : ['cut offered']),
    ...(answer.conflicts.length > 0 ? ['conflict'] : []),
    ...(answer.outcome === 'veto' && answer.holds.includes('STALE_SOURCE')
      ? ['veto despite a stale source']
      : []),
    ...(answer.outcome === 'hold' && answer.conflicts.some(({ vetoes }) => vetoes) ? ['veto held'] : []),
    ...answer.conflicts.flatMap(ofConflict),
  ]);
}

describe('engine and naive oracle on the full form', () => {
  it(`agree on ${WORLDS} small worlds`, () => {
    const agree = fc.property(fullCases, (asked) => {
      const expected = oracle(asked);
      for (const [name, has] of Object.entries(CONSTRUCTS)) if (has(asked)) count(constructs, name);
      for (const name of shownBy(asked, expected)) count(seen, name);
      expect(bundleErrors(asked.book)).toEqual([]);
      expect(engineAnswer(engine, asked)).toEqual(expected);
    });
    fc.assert(agree, { numRuns: WORLDS, seed: SEED });
  });

  const shareOf = (counts: ReadonlyMap<string, number>, name: string) => (counts.get(name) ?? 0) / WORLDS;

  it.each(Object.keys(CONSTRUCTS))('were tried with %s in 3 % of the worlds', (name) => {
    expect(shareOf(constructs, name)).toBeGreaterThanOrEqual(0.03);
  });

  it.each([
    // half of all worlds have one, give or take two in a hundred with the seed
    ['conflict', 0.45],
    ['outcome pass', 0.1],
    ['outcome veto', 0.1],
    ['outcome hold', 0.1],
    ...['creates', 'extends', 'repeats'].map((name) => [`class ${name}`, 0.05] as const),
    ...['conflict', 'set', 'holders', 'prerequisite'].map((kind) => [`kind ${kind}`, 0.03] as const),
    ...['conflict', 'set', 'holders', 'prerequisite'].flatMap((kind) =>
      ['creates', 'extends', 'repeats'].map((name) => [`${kind} ${name}`, 0.004] as const),
    ),
    ...[
      'UNKNOWN_ITEM',
      'UNKNOWN_IDENTITY',
      'EMPTY_WINDOW',
      'MALFORMED_FACT',
      'EMPTY_SCOPE',
      'STALE_SOURCE',
    ].map((code) => [`hold ${code}`, 0.004] as const),
    ...['conflict', 'set', 'holders', 'prerequisite'].flatMap((kind) =>
      ['prohibit', 'never-approvable'].map((effect) => [`veto by ${effect} ${kind}`, 0.002] as const),
    ),
    ...['conflict', 'set'].map((kind) => [`veto by time-bound ${kind}`, 0.004] as const),
    ...['enforce', 'warn', 'record'].map((rollout) => [`rollout ${rollout}`, 0.01] as const),
    ['approval demanded', 0.02],
    ['cut offered', 0.01],
    ['covered', 0.01],
    ['covered in part', 0.003],
    ['shown once', 0.01],
    ['values listed', 0.02],
    ['several rows', 0.02],
    ['long way', 0.01],
    ['veto despite a stale source', 0.01],
    ['veto held', 0.005],
  ] as const)('were tried on answers that show %s', (name, least) => {
    expect(shareOf(seen, name)).toBeGreaterThanOrEqual(least);
  });
});
