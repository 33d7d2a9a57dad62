// For commands that look at a system: the one that runs, else one of their own for as long as they need it.
import { loadInventory } from './duties.mjs';
import { startSystem } from './launcher.mjs';
import { readRunFile, runningSystems } from './running-system.mjs';

/**
 * @param {(line: string) => void} log
 * @returns {Promise<{ about: import('./system.mjs').RunFile, runFile: string, close: () => Promise<void> }>} `close` leaves running what ran before
 */
export async function openSystem(log) {
  const [running] = runningSystems();
  if (running) return { ...running, close: async () => undefined };
  log('· no system of this checkout runs: starting one for this command');
  const system = await startSystem({ log, inventory: loadInventory() });
  const end = () => void system.stop().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end);
  return { about: readRunFile(system.runFile), runFile: system.runFile, close: () => system.stop() };
}

/**
 * @template T
 * @param {(line: string) => void} log
 * @param {(about: import('./system.mjs').RunFile, runFile: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withSystem(log, use) {
  const { about, runFile, close } = await openSystem(log);
  try {
    return await use(about, runFile);
  } finally {
    await close();
  }
}
