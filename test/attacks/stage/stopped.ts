import type { Scene } from './scene.js';

/**
 * Stops processes of the system by SIGSTOP, as a machine that hangs would, and lets them go on afterwards whatever becomes of `part`. What
 * they have open stays open. Nobody restarts them: they have not ended.
 */
export async function whileStopped<T>(
  scene: Scene,
  names: readonly string[],
  part: () => Promise<T>,
): Promise<T> {
  const pids = names.map((name) => scene.about.processes[name]?.pid ?? 0).filter((pid) => pid > 0);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    return await part();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
