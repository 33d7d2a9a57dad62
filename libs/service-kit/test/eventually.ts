import { setTimeout as sleep } from 'node:timers/promises';

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

/** Waits until `ask` gives something true, and gives that; fails after `withinMs` with what it gave last. */
export async function eventually<T>(ask: () => T | Promise<T>, withinMs = 15_000): Promise<Truthy<T>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Truthy<T>;
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${String(answer)}`);
    await sleep(25);
  }
}
