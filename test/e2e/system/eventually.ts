import { setTimeout as sleep } from 'node:timers/promises';
import { CountersignError } from '@countersign/contracts';

/** Something that should have come about did not, in time. */
export class NeverHappened extends CountersignError {
  readonly code = 'E2E_NEVER_HAPPENED';
  readonly retriable = false;
}

/** Looks again and again until `look` gives something; throws {@link NeverHappened} naming what was awaited. Milliseconds. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new NeverHappened(`waited ${withinMs} ms for ${what}`);
    await sleep(50);
  }
}
