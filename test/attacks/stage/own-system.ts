import { startSystem } from '../../../deploy/embedded/launcher.mjs';
import { Scene } from './scene.js';

/** A whole system of its own for as long as `use` needs it; nothing of it is left. */
export async function withScene<T>(
  log: (line: string) => void,
  use: (scene: Scene) => Promise<T>,
): Promise<T> {
  const system = await startSystem({ log });
  const end = () => void system.stop().then(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const scene = await Scene.open(system.runFile);
    try {
      return await use(scene);
    } finally {
      await scene.close();
    }
  } finally {
    await system.stop();
  }
}
