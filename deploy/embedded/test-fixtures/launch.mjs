// A launcher in a process of its own, for specs that end it: prints the path of its run file once it is ready.
// Arguments: the folder of a fixture system; the parts to start, with commas between them, or else the whole system.
import { startSystem } from '../launcher.mjs';
import { fixtureInventory, fixtureParts } from './fixture-system.mjs';

const [, , root, parts] = process.argv;
const only = parts?.split(',') ?? fixtureParts;
const system = await startSystem({ root, inventory: fixtureInventory, only, preload: null });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => void system.stop().then(() => process.exit(0)));
console.log(system.runFile);
setInterval(() => undefined, 60_000);
