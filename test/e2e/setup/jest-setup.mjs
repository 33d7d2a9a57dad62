// Starts the whole system for all specs. E2E_RUN_FILE=<run.json of a system that runs already> uses that one and leaves it
// running; for whoever writes these specs.
import { startSystem } from '../../../deploy/embedded/launcher.mjs';

export default async function setup() {
  if (process.env.E2E_RUN_FILE) return;
  const system = await startSystem({ log: (line) => process.stderr.write(`· ${line}\n`) });
  process.env.E2E_RUN_FILE = system.runFile;
  Object.assign(globalThis, { endSystem: () => system.stop() });
}
