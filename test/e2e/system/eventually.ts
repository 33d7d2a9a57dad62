import { setTimeout as sleep } from 'node:timers/promises';

/** Looks again and again until `look` gives something; fails naming what was awaited. Milliseconds. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms for ${what}`);
    await sleep(50);
  }
}
