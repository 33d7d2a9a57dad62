import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunFile } from './running-system.js';

const command = join(__dirname, '../../../../libs/service-kit/dist/quarantine/main.js');

/** What an operator does at one service with `npm run quarantine -- <service> …`, by the same command; gives what it prints. */
export async function quarantine(
  about: RunFile,
  service: string,
  ...args: readonly string[]
): Promise<string> {
  const env = about.environments[service] ?? {};
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], { env });
  return stdout.trim();
}
