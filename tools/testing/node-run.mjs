// One run of Node's own test runner, for the plain modules that work before anything is built, and what it came to.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @param {string} tap the report of a run
 * @returns {import('./jest-run.mjs').Outcome} skipped and planned tests count as failed unless they say `unavailable: …`
 */
export function outcomeOfTap(tap) {
  const total = (/** @type {string} */ name) =>
    Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap)?.[1] ?? 0);
  const waiting = [...tap.matchAll(/^\s*ok \d+ - (.*) #\s(?:SKIP|TODO)(.*)$/gm)].map(
    (match) => `${match[1]}${match[2]}`,
  );
  const silent = waiting.filter((name) => !name.includes('unavailable: '));
  return {
    passed: total('pass'),
    failed: total('fail') + total('cancelled') + silent.length,
    unavailable: waiting.filter((name) => !silent.includes(name)),
    problems: silent.map((name) => `skipped without saying why: ${name}`),
  };
}

/** @param {string[]} files @returns {Promise<import('./jest-run.mjs').Outcome>} */
export async function runNodeTests(files) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-node-test-'));
  const file = join(folder, 'report.tap');
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${file}`],
  ];
  try {
    const child = spawn(process.execPath, ['--test', '--test-concurrency=1', ...reporters, ...files], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    const outcome = outcomeOfTap(readFileSync(file, 'utf8'));
    if (code === 0 || outcome.failed > 0) return outcome;
    return {
      ...outcome,
      failed: 1,
      problems: [...outcome.problems, `the test runner ended with code ${code}`],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
