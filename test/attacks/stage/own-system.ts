import { startSystem } from '../../../deploy/embedded/launcher.mjs';
import { Scene } from './scene.js';

async function withOpen<T>(runFile: string, used: boolean, use: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await Scene.open(runFile, used);
  try {
    return await use(scene);
  } finally {
    await scene.close();
  }
}

/**
 * A whole system of its own for as long as `use` needs it; nothing of it is left. ATTACK_RUN_FILE=<run.json of a system that runs already>
 * uses that one and leaves it running, for whoever writes attacks.
 */
export async function withScene<T>(
  log: (line: string) => void,
  use: (scene: Scene) => Promise<T>,
): Promise<T> {
  const attached = process.env['ATTACK_RUN_FILE'];
  if (attached) return withOpen(attached, true, use);
  const system = await startSystem({ log });
  const end = () => void system.stop().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    return await withOpen(system.runFile, false, use);
  } finally {
    await system.stop();
  }
}
