// `npm test`: every test but the long ones. Three stages, one after the other, because this may be a machine of two cores:
//   modules  plain modules, by Node's own runner    (deploy/*/*.spec.mjs, tools/**/*.spec.mjs, test/{model,bench}/**/*.spec.mjs)
//   parts    every package, by one Jest run; PostgreSQL and Kafka are started once when one of them asks
//   whole    test/e2e: the whole system, started once by that project's own global setup
// Last line: `N passed, N failed`; a test that this machine cannot run is named before it and counts as neither.
//   npm test -- <words>        only files whose path has one of the words
//   npm test -- --stage parts  only this stage
import { existsSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { trackedFiles } from './checks/tracked-files.mjs';
import { runJest } from './testing/jest-run.mjs';
import { runNodeTests } from './testing/node-run.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--stage');
const only = at < 0 ? null : args.splice(at, 2)[1];
const words = args.filter((arg) => !arg.startsWith('-'));

/** @param {string} file */
const asked = (file) => words.length === 0 || words.some((word) => file.includes(word));
const modules = trackedFiles('.').filter(
  (file) => /^(deploy|tools|test\/model|test\/bench)\/.*\.spec\.mjs$/.test(file) && asked(file),
);
const tolerant = words.length > 0 ? ['--passWithNoTests'] : [];

/** @type {{ name: string, there: boolean, run: () => Promise<import('./testing/jest-run.mjs').Outcome> }[]} */
const stages = [
  { name: 'modules', there: modules.length > 0, run: () => runNodeTests(modules) },
  { name: 'parts', there: true, run: () => runJest(['--maxWorkers=2', ...tolerant, ...args]) },
  {
    name: 'whole',
    there: existsSync('test/e2e/jest.config.cjs'),
    run: () => runJest(['--config', 'test/e2e/jest.config.cjs', '--runInBand', ...tolerant, ...args]),
  },
];

await bootstrap('run');
const sum = { passed: 0, failed: 0 };
/** @type {string[]} */
const unavailable = [];
for (const stage of stages.filter(({ name, there }) => there && (only === null || only === name))) {
  console.log(`\n──── ${stage.name}`);
  const outcome = await stage.run();
  sum.passed += outcome.passed;
  sum.failed += outcome.failed;
  unavailable.push(...outcome.unavailable);
  for (const problem of outcome.problems) console.log(problem);
}
console.log('');
for (const name of unavailable) console.log(`not run here: ${name}`);
if (unavailable.length > 0) console.log(`${unavailable.length} unavailable on this machine`);
if (sum.passed + sum.failed === 0) console.log('no test ran, and that is a failure');
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1);
