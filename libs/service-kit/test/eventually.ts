import { setTimeout as sleep } from 'node:timers/promises';
import { CountersignError } from '@countersign/contracts';

/** Something that should have come about did not, in time. */
export class NeverHappened extends CountersignError {
  readonly code = 'KIT_TEST_NEVER_HAPPENED';
  readonly retriable = false;
}

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

/** Waits until `ask` gives something true, and gives that; throws {@link NeverHappened} after `withinMs` with what it gave last. */
export async function eventually<T>(ask: () => T | Promise<T>, withinMs = 30_000): Promise<Truthy<T>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Truthy<T>;
    if (performance.now() > end) throw new NeverHappened(`not within ${withinMs} ms: ${String(answer)}`);
    await sleep(25);
  }
}
