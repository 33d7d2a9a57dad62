// `npm start`: the whole system on this machine, until Ctrl-C. `--only a,b` starts a part of it, `--help` lists the names.
import { bootstrap } from './bootstrap.mjs';

const since = Date.now();
await bootstrap('run');
const { allNames, startSystem } = await import('../deploy/embedded/launcher.mjs');
const { loadInventory } = await import('../deploy/embedded/duties.mjs');
const { watchNpm } = await import('../deploy/embedded/parent-watch.mjs');
const { EmbeddedError } = await import('../deploy/embedded/errors.mjs');

const options = process.argv.slice(2);
if (options.includes('--help')) {
  console.log(`npm start [-- --only <name>,<name>]\nnames: ${allNames(loadInventory()).join(', ')}`);
  process.exit(0);
}
const at = options.indexOf('--only');
const only = at < 0 ? undefined : (options[at + 1] ?? '').split(',').filter(Boolean);

const starting = new AbortController();
/** @type {Awaited<ReturnType<typeof startSystem>> | undefined} */
let system;
let stopping = false;
/** @param {string} why */
async function stop(why) {
  if (stopping) return;
  stopping = true;
  console.log(`· ${why}: stopping`);
  starting.abort();
  await system?.stop();
  if (system) {
    console.log('· stopped; nothing is left');
    process.exit(0);
  }
}
// a closed terminal takes our output with it; that must not keep us from stopping in order
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));
watchNpm(() => void stop('npm is gone'));

try {
  system = await startSystem({
    only,
    log: (line) => console.log(`· ${line}`),
    signal: starting.signal,
    onStopAsked: () => void stop('asked to stop'),
  });
} catch (error) {
  if (stopping) process.exit(0);
  console.error(error instanceof EmbeddedError ? error.message : error);
  process.exit(1);
}
console.log(`ready in ${((Date.now() - since) / 1000).toFixed(1)} s`);
const width = Math.max(...Object.keys(system.addresses).map((name) => name.length));
for (const [name, address] of Object.entries(system.addresses))
  console.log(`  ${name.padEnd(width)}  ${address}`);
console.log(`  logs and secrets of this run: ${system.runDir}`);
console.log('Ctrl-C stops everything.');
