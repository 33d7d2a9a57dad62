import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs one of this folder's ES modules in a process of its own and gives back the JSON it prints: Jest cannot load them. */
export async function runNode(script: string, args: readonly string[] = []): Promise<unknown> {
  const { stdout } = await run(process.execPath, [`${__dirname}/${script}`, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
