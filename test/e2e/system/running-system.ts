import { attach, readRunFile } from '../../../deploy/embedded/running-system.mjs';
import { readSecret } from '../../../deploy/embedded/secrets.mjs';
import type { RunFile } from '../../../deploy/embedded/system.mjs';

const runFile = process.env['E2E_RUN_FILE'] ?? '';

/** What the running system says of itself, now: process ids change. */
export const about = (): RunFile => readRunFile(runFile);

/** Ends, starts and restarts its processes. */
export const control = (): ReturnType<typeof attach> => attach(runFile);

/** The inventory it was started from. */
export const inventory = about().inventory;

/** Contents of a secret's file; throws when the run has none. */
export function secret(file: string | undefined): string {
  if (file === undefined) throw new RangeError('the run has no such secret');
  return readSecret(file);
}

/** Where a part or process is reached. */
export function addressOf(name: string): string {
  const address = about().addresses[name];
  if (address === undefined) throw new RangeError(`\`${name}\` does not run`);
  return address;
}
