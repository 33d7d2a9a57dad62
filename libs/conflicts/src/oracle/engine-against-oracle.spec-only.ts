import {
  type AnyCase,
  type FullCase,
  oracle,
  type OracleAnswer,
  type OracleConflict,
} from '@countersign/test-oracle';
import type * as engine from '../index.js';
import type { SmallCase } from '../laws/small-worlds.spec-only.js';

/** What of the library a comparison uses: the real one or a broken double. */
export type Engine = Pick<typeof engine, 'compileMatrix' | 'judge' | 'judgementText' | 'rolesClosure'>;

/** A judgement in the oracle's words. */
export function told(judgement: engine.Judgement): OracleAnswer {
  return {
    outcome: judgement.outcome,
    dualApproval: judgement.demands.dualApproval,
    maxUntil: judgement.demands.maxUntil,
    holds: [...new Set(judgement.holds.map(({ code }) => code))].sort(),
    conflicts: judgement.conflicts.map(toldConflict),
  };
}

function toldConflict(conflict: engine.Conflict): OracleConflict {
  const { rule, kind, root, sameFor, class: name, vetoes, covered, exceptions, values } = conflict;
  const windows = conflict.windows.map(({ object, from, until, legs }) => ({
    object,
    from,
    until,
    legs,
  }));
  const { shownAt, shownObject } = conflict;
  const steps = Object.fromEntries(conflict.legs.map(({ duty, path }) => [duty, lengthOf(path)]));
  return {
    rule,
    kind,
    root,
    sameFor,
    class: name,
    vetoes,
    covered,
    exceptions,
    values,
    windows,
    shownAt,
    shownObject,
    steps,
  };
}

/** Steps of a derivation, those of further premises included. */
function lengthOf(path: readonly unknown[]): number {
  return path.reduce<number>((sum, step) => {
    const { others = [] } = step as { others?: readonly (readonly unknown[])[] };
    return sum + 1 + others.reduce((more, other) => more + lengthOf(other), 0);
  }, 0);
}

/** The engine's answer to a case. */
export function engineAnswer(tried: Engine, { book, world, change, at }: AnyCase): OracleAnswer {
  const matrix = book === null ? null : tried.compileMatrix(book);
  return told(tried.judge(matrix, world, change, at));
}

/** Both answers to one case. */
export function bothAnswers(tried: Engine, asked: SmallCase | FullCase): [OracleAnswer, OracleAnswer] {
  return [engineAnswer(tried, asked), oracle(asked)];
}
