// One exploration: Spin makes a verifier of a model, gcc compiles it, and it visits every state.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** A path longer than this is an error, not cut off; the longest seen has some hundred steps. */
const deepest = 100_000;
/** Megabytes that one verifier may take. */
const memory = 4_000;

/**
 * @typedef {{ model: string, flags: string[], cycles?: boolean, shortest?: boolean }} Run `cycles`: look for runs that never end instead of
 *   states that must not be; `shortest`: breadth first, so that a counterexample is as short as can be
 * @typedef {{ seen: string, states: number, depth: number, seconds: number, steps: string[] }} Exploration `seen`: `holds`, the
 *   invariant that is broken (`I12`), `cycle`, `deadlock`, or `error: …`; `steps`: of the counterexample, in words
 */

/** @returns {string | null} what is missing for a model to be explored, and what to do; null when nothing is */
export function whatIsMissing() {
  const needed = { spin: ['-V'], gcc: ['--version'] };
  const missing = Object.entries(needed).flatMap(([name, args]) =>
    spawnSync(name, args, { stdio: 'ignore' }).status === 0 ? [] : [name],
  );
  if (missing.length === 0) return null;
  return `${missing.join(' and ')} not installed: \`apt-get install --yes spin gcc libc6-dev\``;
}

/** @param {string} command @param {string[]} args @param {string} cwd @returns {Promise<{ code: number | null, output: string }>} */
function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ code: 1, output: error.message }));
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** @param {string} output of a verifier @param {RegExp} pattern */
const number = (output, pattern) => Number(pattern.exec(output)?.[1] ?? NaN);

/** @param {string} output of a verifier @returns {string} what it has seen; anything unexpected is an error, never `holds` */
export function verdictOf(output) {
  const broken = /assertion violated .*\((\d+)==0\)/.exec(output);
  if (broken) return broken[1] === '99' ? 'error: the model is too small for this run' : `I${broken[1]}`;
  if (/non-progress cycle/.test(output.replaceAll(/non-progress cycles/g, ''))) return 'cycle';
  if (/invalid end state/.test(output.replaceAll(/invalid end states/g, ''))) return 'deadlock';
  const whole =
    /errors: 0\b/.test(output) &&
    !/Search not completed|max search depth too small|out of memory/.test(output);
  return whole ? 'holds' : `error: ${output.trim().split('\n').slice(0, 3).join(' ') || 'no output'}`;
}

/** Variables at the end of a trail, and Spin's own remarks. */
const noise = /^(spin:|#|\s*proc\b|\d+\s+process|\t|$)|^\s*\d+:\tproc/;

/** @param {Run} run @param {string} cwd @returns {Promise<string[]>} */
async function stepsOf({ model, flags }, cwd) {
  if (!readdirSync(cwd).includes(`${model}.trail`)) return [];
  const { output } = await run('spin', ['-t', ...defines(flags), model], cwd);
  return output
    .split('\n')
    .filter((line) => !noise.test(line))
    .map((line) => line.trim());
}

/** @param {string[]} flags */
const defines = (flags) => flags.map((flag) => `-D${flag}`);

/** @param {Run} run @param {string} cwd @returns {Promise<string | null>} what went wrong while the verifier was made */
async function make({ model, flags, cycles, shortest }, cwd) {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pml')))
    copyFileSync(join(folder, file), join(cwd, file));
  const made = await run('spin', ['-a', ...defines(cycles ? [...flags, 'CYCLES'] : flags), model], cwd);
  if (made.code !== 0) return `spin: ${made.output}`;
  // a partial-order reduction has nothing to reduce where one process does everything, and would have to be trusted
  const options = [
    '-w',
    '-DNOREDUCE',
    '-DCOLLAPSE',
    `-DMEMLIM=${memory}`,
    cycles ? '-DNP' : '-DSAFETY',
    ...(shortest ? ['-O0', '-DBFS'] : ['-O1']),
  ];
  const compiled = await run('gcc', [...options, '-o', 'pan', 'pan.c'], cwd);
  return compiled.code === 0 ? null : `gcc: ${compiled.output}`;
}

/**
 * Explores one configuration completely. Throws nothing: what goes wrong is what was seen.
 * @param {Run} asked
 * @returns {Promise<Exploration>}
 */
export async function explore(asked) {
  const cwd = mkdtempSync(join(tmpdir(), 'countersign-model-'));
  try {
    const problem = await make(asked, cwd);
    if (problem)
      return { seen: `error: ${problem.slice(0, 400)}`, states: 0, depth: 0, seconds: 0, steps: [] };
    const since = Date.now();
    const { output } = await run('./pan', [`-m${deepest}`, '-n', ...(asked.cycles ? ['-l'] : [])], cwd);
    return {
      seen: verdictOf(output),
      states: number(output, /(\d+(?:\.\d+)?(?:e\+\d+)?) states, stored/),
      depth: number(output, /depth reached (\d+)/),
      seconds: (Date.now() - since) / 1000,
      steps: await stepsOf(asked, cwd),
    };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
