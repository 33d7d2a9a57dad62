// `npm run model`: every configuration of the model and every guard mutant, one line each.
//   npm run model -- --only RACE,SLOT     only these configurations
//   npm run model -- --quick              the part that `npm test` runs
//   npm run model -- --steps              counterexamples in words
//   npm run model -- --json               one object a line: {conf, mutant, states, depth, seconds, required, seen, ok}
// Ends with 0 when everything came out as required, with 1 when not, with 2 where the tools are missing.
import { cases, judge } from './cases.mjs';
import { whatIsMissing } from './explore.mjs';

/** @param {import('./cases.mjs').Result} result */
function inWords({ required, seen, covered, ok }) {
  if (!ok) return `NOT as required: ${seen}, not ${required.join(' or ')}`;
  if (seen !== 'holds') return `counterexample found as required: ${seen}`;
  return covered ? `ok: holds, covered by ${covered}` : 'ok';
}

/** @param {import('./cases.mjs').Result} result */
const line = (result) =>
  [
    `${result.conf}${result.mutant ? ` − ${result.mutant}` : ''}`.padEnd(50),
    `${result.states.toLocaleString('en')} states`.padStart(18),
    `depth ${result.depth}`.padStart(10),
    `${result.seconds.toFixed(1)} s`.padStart(9),
    ` ${inWords(result)}`,
  ].join(' ');

/** @param {import('./cases.mjs').Result} result */
const asJson = ({ conf, mutant, states, depth, seconds, required, seen, ok }) =>
  JSON.stringify({ conf, mutant, states, depth, seconds, required: required.join('|'), seen, ok });

/** @typedef {{ json: boolean, steps: boolean, quick: boolean, only: string[] }} Options */

/** @param {string[]} args @returns {Options} */
function read(args) {
  const has = (/** @type {string} */ name) => args.includes(name);
  const at = args.indexOf('--only');
  const only = at < 0 ? [] : (args[at + 1] ?? '').split(',').filter(Boolean);
  return { json: has('--json'), steps: has('--steps'), quick: has('--quick'), only };
}

/** @param {import('./cases.mjs').Result} result @param {Options} options */
function show(result, { json, steps }) {
  console.log(json ? asJson(result) : line(result));
  if (steps && !json) for (const step of result.steps) console.log(`    ${step}`);
}

/** @param {Options} options @returns {Promise<number>} the exit code */
async function main(options) {
  const missing = whatIsMissing();
  if (missing) {
    console.log(options.json ? JSON.stringify({ unavailable: missing }) : `unavailable: ${missing}`);
    return 2;
  }
  const asked = cases(options);
  let wrong = 0;
  for (const one of asked) {
    const result = await judge(one);
    if (!result.ok) wrong += 1;
    show(result, options);
  }
  if (asked.length === 0) console.error(`no such configuration: ${options.only.join(', ')}`);
  if (!options.json) console.log(`${asked.length - wrong} as required, ${wrong} not`);
  return wrong === 0 && asked.length > 0 ? 0 : 1;
}

process.exit(await main(read(process.argv.slice(2))));
