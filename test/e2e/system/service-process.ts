import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Process } from '../../../deploy/embedded/duties.mjs';

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a service's own main with exactly this environment until it ends; ends it after `patienceMs`. */
export function runService(
  { folder }: Process,
  env: Readonly<Record<string, string>>,
  patienceMs = 30_000,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: join(__dirname, '../../..', folder),
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ code, output });
    });
  });
}
