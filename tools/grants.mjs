// `npm run grants -- list|stop|resume [SYSTEM] …`: the stop switch of the running system. It is turned at every process that grants, the
// targets' connectors first, so that what is on its way stops too; `--at policy` turns it at one.
import { bootstrap } from './bootstrap.mjs';
import { environmentsOfRunning, runAs } from './operate.mjs';

await bootstrap('build');
const args = process.argv.slice(2);
const at = args.indexOf('--at');
const [, only] = at < 0 ? [] : args.splice(at, 2);
const environments = await environmentsOfRunning();
const granting = Object.keys(environments).filter((name) =>
  /^(connector-.+|provisioning|policy)$/.test(name),
);
const order = (/** @type {string} */ name) =>
  ['connector', 'provisioning', 'policy'].indexOf(name.split('-')[0] ?? '');
const asked = granting
  .filter((name) => only === undefined || name === only)
  .sort((a, b) => order(a) - order(b));
if (asked.length === 0) {
  console.error(`nothing called \`${only}\` grants: there are ${granting.join(', ')}`);
  process.exit(2);
}
let worst = 0;
for (const name of asked) {
  process.stdout.write(`${name}: `);
  worst = Math.max(worst, await runAs(environments[name], 'libs/service-kit/dist/stop-switch/main.js', args));
}
process.exit(worst);
