// `npm run bench -- <suite> [--json]`: one suite of test/bench, each figure beside a peer or a floor of the same run.
//   npm run bench -- decision | start | pipeline [--json] [a suite's own options, see docs/benchmarks.md]
// Ends with 0 when it measured, whether or not goals hold; with 1 when it is void; with 2 when it could not be run.
import { bootstrap } from './bootstrap.mjs';

const suites = /** @type {const} */ ({ decision: 'run', start: 'run', pipeline: 'run' });

/** @param {string} sentence @returns {never} */
function cannot(sentence) {
  console.error(sentence);
  process.exit(2);
}

const [name = '', ...rest] = process.argv.slice(2);
if (!(name in suites)) cannot(`npm run bench -- <suite> [--json]; suites: ${Object.keys(suites).join(', ')}`);
await bootstrap(suites[/** @type {keyof typeof suites} */ (name)], console.error);
const { runSuite } = await import('../test/bench/frame/run-suite.mjs');
process.exit(await runSuite(name, rest));
