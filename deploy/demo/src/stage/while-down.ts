import type { RunningSystem } from './running-system.js';

/**
 * Kills services as a crash would and plays a part of a story without them. They are started again whatever becomes of that part, so
 * that a story which fails leaves the system as it found it.
 */
export async function whileDown(
  system: Pick<RunningSystem, 'kill' | 'start'>,
  names: readonly string[],
  part: () => Promise<void>,
): Promise<void> {
  try {
    await Promise.all(names.map((name) => system.kill(name)));
    await part();
  } finally {
    await Promise.all(names.map((name) => system.start(name)));
  }
}
