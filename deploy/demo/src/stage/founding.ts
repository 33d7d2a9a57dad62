import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CountersignError } from '@countersign/contracts';

/** The story cannot be told twice to one system: who was hired is there, who left is gone. */
export class AlreadyTold extends CountersignError {
  readonly code = 'DEMO_ALREADY_TOLD';
  readonly retriable = false;
}

const mark = (folder: string, what: 'begun' | 'founded' | 'told') => join(folder, `demonstration-${what}`);
const set = (file: string) => writeFileSync(file, new Date().toISOString(), { mode: 0o600, flag: 'wx' });

/**
 * Founds the company unless that was done in this run, and returns what `found` does, or 0. It counts as done only once it has ended
 * well; one that is tried again is given the time (ISO 8601) of the first try, so that HR states the same again and nothing else.
 */
export async function foundOnce(folder: string, found: (time: string) => Promise<number>): Promise<number> {
  if (existsSync(mark(folder, 'founded'))) return 0;
  if (!existsSync(mark(folder, 'begun'))) set(mark(folder, 'begun'));
  const stated = await found(readFileSync(mark(folder, 'begun'), 'utf8'));
  set(mark(folder, 'founded'));
  return stated;
}

/** Throws {@link AlreadyTold} when the stories have begun in this run. */
export function refuseSecondTelling(folder: string): void {
  if (existsSync(mark(folder, 'told')))
    throw new AlreadyTold(
      'this system has been told the story already, and people are hired and dismissed in it only once: stop it where it was started, then `npm run demo` starts one of its own',
    );
}

/** The stories begin: from now on a second telling is refused, whatever becomes of this one. */
export const beginTelling = (folder: string): void => set(mark(folder, 'told'));
