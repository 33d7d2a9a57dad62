import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for work and meanwhile tells the group, every `everyMs`, that this member lives. When the group rebalances, `heartbeat`
 * throws and so does this, at once: a slow handler keeps nobody from joining. The work goes on; the database fences it.
 */
export async function whileMember<T>(
  work: Promise<T>,
  heartbeat: () => Promise<void>,
  everyMs: number,
): Promise<T> {
  const done = work.then(() => true);
  for (;;) {
    const pause = new AbortController();
    const tick = sleep(everyMs, false, { signal: pause.signal }).catch(() => false);
    const ended = await Promise.race([done, tick]);
    pause.abort();
    if (ended) return work;
    await heartbeat();
  }
}
