import { setTimeout as sleep } from 'node:timers/promises';
import { CountersignError } from '@countersign/contracts';

/** Something that should have come about did not, in time. */
export class NeverHappened extends CountersignError {
  readonly code = 'DEMO_NEVER_HAPPENED';
  readonly retriable = false;
}

/** How long a step of a story may take on a busy machine, ms: what is freed is so a minute after its clearance at the earliest. */
const patienceMs = 150_000;

/** Looks again and again until `look` gives something, and gives that. Throws {@link NeverHappened} saying what was awaited. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs: number = patienceMs,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new NeverHappened(`waited ${withinMs} ms for ${what}`);
    await sleep(100);
  }
}
