import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type AnyCase, bundleErrors, oracle, type OracleAnswer } from '@countersign/test-oracle';
import * as engine from '../index.js';
import { BundleError } from '../index.js';
import { caseOf, type Decision, type DecisionFile, type Expected } from './decision.spec-only.js';
import { engineAnswer } from './engine-against-oracle.spec-only.js';

type Judge = (asked: AnyCase) => OracleAnswer | readonly string[];

/** A bundle that is refused judges nothing. */
const byOracle: Judge = (asked) => {
  const errors = asked.book === null ? [] : bundleErrors(asked.book);
  return errors.length > 0 ? errors : oracle(asked);
};

const byEngine: Judge = (asked) => {
  try {
    return engineAnswer(engine, asked);
  } catch (error) {
    if (error instanceof BundleError) return [...new Set(error.problems.map(({ code }) => code))].sort();
    throw error;
  }
};

function check(answer: ReturnType<Judge>, { refused, outcome, ...expected }: Expected): void {
  if (refused !== undefined) return expect(answer).toEqual(refused);
  const { conflicts, ...rest } = answer as OracleAnswer;
  expect(rest).toEqual({
    outcome,
    holds: expected.holds ?? [],
    dualApproval: expected.approvals ?? [],
    maxUntil: expected.maxUntil ?? null,
  });
  const told = conflicts.map((conflict) => ({ ...conflict, legs: Object.keys(conflict.steps).sort() }));
  expect(told).toMatchObject(expected.conflicts ?? []);
}

/** Where the cases stand that people read. */
const DECISIONS = join(__dirname, '../../../../test/decisions');
const files = readdirSync(DECISIONS).filter((name) => name.endsWith('.yaml'));
const decisions = files.flatMap((name) => {
  const file = parse(readFileSync(join(DECISIONS, name), 'utf8')) as DecisionFile;
  return file.cases.map((decision): [string, DecisionFile, Decision] => [
    `${name}: ${decision.name}`,
    file,
    decision,
  ]);
});

describe('decisions that people read', () => {
  it('are many, each named once and with a reason', () => {
    expect(decisions.length).toBeGreaterThanOrEqual(80);
    expect(new Set(decisions.map(([name]) => name)).size).toBe(decisions.length);
    const bare = decisions.filter(([, , { why }]) => why.split(' ').length < 5);
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  const judges: [string, Judge][] = [
    ['oracle', byOracle],
    ['engine', byEngine],
  ];
  describe.each(judges)('by the %s', (_, judge) => {
    it.each(decisions)('%s', (_name, file, decision) => {
      check(judge(caseOf(file, decision)), decision.expect);
    });
  });
});
