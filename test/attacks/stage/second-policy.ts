import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@countersign/demo/stage';
import type { Scene } from './scene.js';

/** How long the second policy stands still, and how long it runs in between, ms. */
const [stoppedMs, runningMs] = [1_500, 1_500];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function start(scene: Scene): Promise<ChildProcess> {
  const port = await freePort();
  const env = { ...scene.about.environments['policy'], HTTP_PORT: String(port), INSTANCE: '2' };
  const cwd = join(__dirname, '../../../services/policy');
  const child = spawn(process.execPath, ['dist/main.js'], { cwd, env, stdio: 'ignore' });
  const isReady = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok;
  await eventually('a second policy', isReady);
  return child;
}

/**
 * Does something while a second process of policy runs, which is stopped by SIGSTOP for a while, again and again. Says how often it was, and
 * how many statements it signed itself: one that says nothing has taken part in nothing.
 */
export async function withSecondPolicy<T>(
  scene: Scene,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly stops: number; readonly said: number }> {
  const child = await start(scene);
  let [stops, going] = [0, true];
  const stopping = (async () => {
    while (going) {
      await sleep(runningMs);
      child.kill('SIGSTOP');
      stops += 1;
      await sleep(stoppedMs);
      child.kill('SIGCONT');
    }
  })();
  try {
    const result = await work();
    const [row] = await scene.lookInto<{ n: number }>(
      'policy',
      `SELECT count(*)::int AS n FROM statement WHERE chain LIKE '%.2'`,
    );
    return { result, stops, said: row?.n ?? 0 };
  } finally {
    going = false;
    await stopping;
    child.kill('SIGTERM');
    await sleep(2_000);
    child.kill('SIGKILL');
  }
}
