// What a run came to: nothing that did not run counts as passed.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomeOf } from './jest-run.mjs';
import { outcomeOfTap } from './node-run.mjs';

/** @param {{ status: string, fullName: string }[]} tests @param {number} [broken] files that could not be loaded */
const report = (tests, broken = 0) => ({
  numPassedTests: tests.filter(({ status }) => status === 'passed').length,
  numFailedTests: tests.filter(({ status }) => status === 'failed').length,
  numRuntimeErrorTestSuites: broken,
  testResults: [{ assertionResults: tests }],
});

describe('a Jest run', () => {
  it('counts what passed and what failed', () => {
    const outcome = outcomeOf(
      report([
        { status: 'passed', fullName: 'a' },
        { status: 'failed', fullName: 'b' },
      ]),
    );
    assert.deepEqual([outcome.passed, outcome.failed], [1, 1]);
  });

  it('counts a file that cannot be loaded as failed', () => {
    assert.equal(outcomeOf(report([], 2)).failed, 2);
  });

  for (const status of ['pending', 'todo', 'skipped', 'disabled'])
    it(`counts a test that is ${status} without saying why as failed`, () => {
      const outcome = outcomeOf(report([{ status, fullName: 'grants' }]));
      assert.equal(outcome.failed, 1);
      assert.deepEqual(outcome.problems, ['skipped without saying why: grants']);
    });

  it('counts a test that says what this machine lacks as neither', () => {
    const fullName = 'grants in LDAP (unavailable: slapd is not installed)';
    for (const status of ['pending', 'passed']) {
      const outcome = outcomeOf(report([{ status, fullName }]));
      assert.deepEqual(outcome, { passed: 0, failed: 0, unavailable: [fullName], problems: [] });
    }
  });
});

describe("a run of Node's own runner", () => {
  const totals = '# tests 3\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n';

  it('counts what passed, failed and was cancelled', () => {
    const outcome = outcomeOfTap(totals);
    assert.deepEqual([outcome.passed, outcome.failed], [1, 2]);
  });

  it('counts a skipped test without a reason as failed, one with a reason as neither', () => {
    const silent = outcomeOfTap(`    ok 1 - grants # SKIP\n${totals}`);
    assert.deepEqual([silent.failed, silent.unavailable], [3, []]);
    const told = outcomeOfTap(`    ok 1 - grants # SKIP unavailable: slapd is not installed\n${totals}`);
    assert.deepEqual([told.failed, told.unavailable.length], [2, 1]);
  });
});
