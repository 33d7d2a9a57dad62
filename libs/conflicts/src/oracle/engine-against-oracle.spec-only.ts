import type * as engine from '../index.js';
import type { SmallCase } from '../laws/small-worlds.spec-only.js';
import type { Judgement } from '../index.js';
import { HORIZON } from './naive-facts.spec-only.js';
import { oracle, type OracleAnswer } from './naive-oracle.spec-only.js';

/** What of the library a comparison uses: the real one or a broken double. */
export type Engine = Pick<typeof engine, 'compileMatrix' | 'judge' | 'judgementText' | 'rolesClosure'>;

/** A judgement in the oracle's words. */
export function told(judgement: Judgement, at: number): OracleAnswer {
  return {
    outcome: judgement.outcome,
    dualApproval: [...judgement.demands.dualApproval],
    maxUntil: judgement.demands.maxUntil,
    holds: [...new Set(judgement.holds.map(({ code }) => code))].sort(),
    conflicts: judgement.conflicts.map(
      ({ rule, root, sameFor, class: kind, vetoes, windows, shownAt, legs }) => ({
        rule,
        root,
        sameFor: [...sameFor],
        class: kind,
        vetoes,
        region: Array.from({ length: HORIZON - at + 1 }, (_, i) => at + i).flatMap((t) =>
          windows
            .filter(({ from, until }) => from <= t && t < (until ?? Infinity))
            .map((row) => [t, ...row.legs].join(' ')),
        ),
        shownAt,
        steps: Object.fromEntries(legs.map(({ duty, path }) => [duty, path.length])),
      }),
    ),
  };
}

/** Both answers to one case. */
export function bothAnswers(
  tried: Engine,
  { book, world, change, at }: SmallCase,
): [OracleAnswer, OracleAnswer] {
  const judgement = tried.judge(tried.compileMatrix(book), world, change, at);
  return [told(judgement, at), oracle(book, world, change, at)];
}
