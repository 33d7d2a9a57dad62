import { execFileSync } from 'node:child_process';
import { whileDown } from '@countersign/demo/stage';
import { DidNotBite } from '../frame/line.js';
import type { Scene } from './scene.js';

/** What the kernel says of a process: `T` when it stands still, nothing when there is none. */
const stateOf = (pid: number): string => {
  try {
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
};

/** Their process ids. Throws {@link DidNotBite} when one of them does not run: nothing could be done to it. */
export function pidsOf(scene: Scene, names: readonly string[]): number[] {
  return names.map((name) => {
    const pid = scene.about.processes[name]?.pid ?? null;
    if (pid === null || stateOf(pid) === '') throw new DidNotBite(`\`${name}\` does not run`);
    return pid;
  });
}

function must(all: readonly number[], what: string, is: (state: string) => boolean): void {
  const wrong = all.filter((pid) => !is(stateOf(pid)));
  if (wrong.length > 0) throw new DidNotBite(`${wrong.length} of ${all.length} processes ${what}`);
}

/**
 * Stops processes of the system by SIGSTOP, as a machine that hangs would, and lets them go on afterwards whatever becomes of `part`. What
 * they have open stays open. Nobody restarts them: they have not ended. Throws {@link DidNotBite} when the kernel says that one of them did not
 * stand still, from the beginning to the end.
 */
export async function whileStopped<T>(
  scene: Scene,
  names: readonly string[],
  part: () => Promise<T>,
): Promise<T> {
  const pids = pidsOf(scene, names);
  const areStopped = () => must(pids, 'did not stand still', (state) => state.startsWith('T'));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    areStopped();
    const result = await part();
    areStopped();
    return result;
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

/** Kills services as a crash would, for as long as `part` takes. Throws {@link DidNotBite} when one of them lived on or came back meanwhile. */
export async function whileDead(
  scene: Scene,
  names: readonly string[],
  part: () => Promise<void>,
): Promise<void> {
  const pids = pidsOf(scene, names);
  await whileDown(scene.system, names, async () => {
    must(pids, 'lived on', (state) => state === '' || state.startsWith('Z'));
    await part();
    const back = names.filter((name) => (scene.about.processes[name]?.pid ?? null) !== null);
    if (back.length > 0) throw new DidNotBite(`${back.join()} came back meanwhile`);
  });
}
