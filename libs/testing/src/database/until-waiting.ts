import { setTimeout as sleep } from 'node:timers/promises';
import { CountersignError } from '@countersign/contracts';
import type { DataSource } from 'typeorm';

/** A race that a spec wanted to decide never came to its point. */
export class NobodyWaits extends CountersignError {
  readonly code = 'TESTING_NOBODY_WAITS';
  readonly retriable = false;
}

/** A bound for a machine that does other work as well, ms; not an expectation. */
const patienceMs = 20_000;

const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * Until some transaction of this database stands and waits for a lock of another one: the point at which a race is decided.
 * Gives false when `work` ended before, well or not, without anybody waiting. Throws {@link NobodyWaits} after 20 s.
 */
export async function untilWaiting(ds: DataSource, work?: Promise<unknown>): Promise<boolean> {
  let ended = false;
  const end = () => void (ended = true);
  work?.then(end, end);
  for (const last = performance.now() + patienceMs; !ended; await sleep(10)) {
    const rows: unknown[] = await ds.query(waiting);
    if (rows.length > 0) return true;
    if (performance.now() > last) throw new NobodyWaits(`nobody waited for a lock within ${patienceMs} ms`);
  }
  return false;
}
