// One Jest run and what it came to.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {{ passed: number, failed: number, unavailable: string[], problems: string[] }} Outcome */

/** A test that this machine cannot run says so in its name: `… (unavailable: slapd is not installed)`. */
const unavailable = /\(unavailable: ([^)]+)\)/;

/**
 * @param {any} report Jest's JSON
 * @returns {Outcome} a test that is pending without saying why counts as failed, like a file that cannot be loaded
 */
export function outcomeOf(report) {
  /** @type {{ status: string, fullName: string }[]} */
  const tests = report.testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
  const waiting = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const silent = waiting.filter(({ fullName }) => !unavailable.test(fullName));
  // what says that it cannot be run here has run nothing, although it passed
  const idle = tests.filter(({ status, fullName }) => status === 'passed' && unavailable.test(fullName));
  return {
    passed: report.numPassedTests - idle.length,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites + silent.length,
    unavailable: [...waiting.filter((test) => !silent.includes(test)), ...idle].map(
      ({ fullName }) => fullName,
    ),
    problems: silent.map(({ fullName }) => `skipped without saying why: ${fullName}`),
  };
}

/**
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
export async function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-jest-'));
  const file = join(folder, 'report.json');
  try {
    const command = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${file}`, ...args];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
    const code = await new Promise((resolve) => child.once('close', resolve));
    return settled(outcomeOf(JSON.parse(readFileSync(file, 'utf8'))), code);
  } catch (error) {
    return { passed: 0, failed: 1, unavailable: [], problems: [`Jest did not finish: ${error}`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run that ends badly although no test failed (a leak, a broken teardown) is a failure. @param {Outcome} outcome @param {unknown} code @returns {Outcome} */
function settled(outcome, code) {
  if (code === 0 || outcome.failed > 0 || outcome.passed === 0) return outcome;
  return { ...outcome, failed: 1, problems: [...outcome.problems, `Jest ended with code ${code}`] };
}
