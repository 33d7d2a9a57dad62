// `npm start`: the whole system on this machine, until Ctrl-C. `--only a,b` starts a part of it, `--help` lists the names.
import { watchNpm } from '../deploy/embedded/parent-watch.mjs';
import { bootstrap } from './bootstrap.mjs';

const since = Date.now();
const starting = new AbortController();
/** @type {import('../deploy/embedded/system.mjs').LaunchedSystem | undefined} */
let system;
/** `making`: nothing of ours runs yet, so that ending is enough. @type {'making' | 'starting' | 'ready' | 'stopping'} */
let state = 'making';
const isStopping = () => state === 'stopping';
/** @param {string} why */
async function stop(why) {
  if (isStopping()) return;
  const before = state;
  state = 'stopping';
  console.log(`· ${why}: stopping`);
  if (before === 'making') process.exit(0);
  starting.abort(); // where it is still starting, the start itself clears up and ends the process
  if (before !== 'ready') return;
  await system?.stop();
  console.log('· stopped; nothing is left');
  process.exit(0);
}
// a closed terminal takes our output with it; that must not keep us from stopping in order
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));
watchNpm(() => void stop('npm is gone'));

await bootstrap('run');
const { allNames, startSystem } = await import('../deploy/embedded/launcher.mjs');
const { loadInventory } = await import('../deploy/embedded/duties.mjs');
const { EmbeddedError } = await import('../deploy/embedded/errors.mjs');

const options = process.argv.slice(2);
if (options.includes('--help')) {
  console.log(`npm start [-- --only <name>,<name>]\nnames: ${allNames(loadInventory()).join(', ')}`);
  process.exit(0);
}
const at = options.indexOf('--only');
const only = at < 0 ? undefined : (options[at + 1] ?? '').split(',').filter(Boolean);

state = 'starting';
try {
  system = await startSystem({
    only,
    log: (line) => console.log(`· ${line}`),
    signal: starting.signal,
    onStopAsked: () => void stop('asked to stop'),
  });
} catch (error) {
  if (isStopping()) process.exit(0);
  console.error(error instanceof EmbeddedError ? error.message : error);
  process.exit(1);
}
state = 'ready';
console.log(`ready in ${((Date.now() - since) / 1000).toFixed(1)} s`);
const width = Math.max(...Object.keys(system.addresses).map((name) => name.length));
for (const [name, address] of Object.entries(system.addresses))
  console.log(`  ${name.padEnd(width)}  ${address}`);
console.log(`  deployment: ${system.deployment}`);
console.log(`  logs and secrets of this run: ${system.runDir}`);
console.log(`  all this for a shell, see docs/guides/try-it-yourself.md: . ${system.shellFile}`);
console.log('Ctrl-C stops everything.');
