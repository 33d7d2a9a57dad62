// A launcher in a process of its own, for specs that end it: prints the path of its run file once it is ready.
// Starts the parts named in its first argument (commas between them), or the fixture's whole system.
import { startSystem } from '../launcher.mjs';
import { fixtureSystem } from './fixture-system.mjs';

const { root, inventory, only, remove } = fixtureSystem();
const named = process.argv[2]?.split(',');
const system = await startSystem({ root, inventory, only: named ?? only, preload: null });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => void system.stop().then(() => (remove(), process.exit(0))));
console.log(system.runFile);
setInterval(() => undefined, 60_000);
