import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, type Shown } from './pages.js';

/** Text of a page and what stands for it in this run, e.g. an address. */
export type StandIns = Readonly<Record<string, string>>;

/** How a page's commands went. */
export interface Played {
  readonly code: number | null;
  /** Standard output of each block, in order; shorter when one failed. */
  readonly outputs: readonly string[];
  readonly trouble: string;
}

/** A page that waits for what does not come is ended after this, ms: before the test gives up and leaves it behind. */
const patienceMs = 240_000;
const mark = '@@@ the next block @@@';

/** A folder that looks like the repository, so that what a reader writes into hers is gone afterwards. */
function checkoutLike(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));
  for (const name of readdirSync(root))
    if (name !== '.git') symlinkSync(join(root, name), join(folder, name));
  return folder;
}

const withStandIns = (script: string, standIns: StandIns): string =>
  Object.entries(standIns).reduce((text, [shown, real]) => text.replaceAll(shown, real), script);

/** Runs blocks of one page, one after the other, in one shell, as a reader would type them; the first failure ends it. */
export async function play(blocks: readonly Shown[], standIns: StandIns): Promise<Played> {
  const cwd = checkoutLike();
  const script = blocks.map((block) => withStandIns(block.script, standIns)).join(`\necho '${mark}'\n`);
  try {
    const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd,
      timeout: patienceMs,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, trouble] = [[] as string[], [] as string[]];
    child.stdout.on('data', (chunk: Buffer) => void said.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => void trouble.push(chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (child.killed) trouble.push(`ended after ${patienceMs} ms: it waited for what did not come`);
    return { code, outputs: said.join('').split(`${mark}\n`), trouble: trouble.join('') };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const asPattern = (line: string) =>
  new RegExp(
    `^${line
      .trim()
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );

/** The first line of a page's output that does not come, in its place, among what was said. */
export function missing(shown: readonly string[], said: string, standIns: StandIns): string | null {
  const lines = said.split('\n').map((line) => line.trim());
  let at = 0;
  for (const line of shown) {
    const pattern = asPattern(withStandIns(line, standIns));
    const found = lines.findIndex((each, place) => place >= at && pattern.test(each));
    if (found < 0) return line;
    at = found + 1;
  }
  return null;
}
