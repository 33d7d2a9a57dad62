// Makes a fresh clone ready: called first by every command of package.json, by itself or as
//   import { bootstrap } from './bootstrap.mjs';   await bootstrap('run');   const … = await import('…');
// Depends on nothing but Node, does only what is missing, says what it does. Levels, each with those before it:
//   install  node_modules as package-lock.json says        needs Node, npm
//   build    the TypeScript of all packages
//   run      what the embedded start needs                 needs Java and, once, Maven
import { spawn } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const LEVELS = ['install', 'build', 'run'];
/** What `npx` runs by name; the compiler writes plain files. */
const COMMANDS = ['clients/cli', 'libs/source', 'services/governance'].map((at) =>
  join(root, at, 'dist', 'main.js'),
);
/** Where it is said what is done; elsewhere for a command whose output is for programs. */
let tell = console.log;
const say = (/** @type {string} */ line) => tell(`· ${line}`);

/** A step that failed; the message is what the tool said. Its own class, because nothing of ours may be needed yet. */
class StepFailed extends Error {}

/** @param {string} what @param {() => Promise<unknown>} work */
async function step(what, work) {
  const since = Date.now();
  say(`${what} …`);
  await work();
  say(`${what}: done in ${((Date.now() - since) / 1000).toFixed(1)} s`);
}

/** Runs a command whose output is shown only if it fails. @param {string} what @param {string} command @param {string[]} args @returns {Promise<void>} */
function run(what, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new StepFailed(`${what} failed:\n${output.trim()}`)),
    );
  });
}

async function install() {
  const { findNpm, isInstalled, rememberInstall } = await import('./installation.mjs');
  if (isInstalled(root)) return;
  const [command, ...args] = findNpm();
  await step('installing packages (npm ci)', () =>
    run('npm ci', command, [...args, 'ci', '--no-audit', '--no-fund']),
  );
  rememberInstall(root);
}

async function build() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const since = Date.now();
  // most often there is nothing to build; whoever has to wait is told for what
  const patience = setTimeout(() => say('building (tsc -b) …'), 2_000);
  try {
    await run('the build (tsc -b)', process.execPath, [tsc, '-b']);
    for (const command of COMMANDS) chmodSync(command, 0o755);
  } finally {
    clearTimeout(patience);
  }
  say(`built in ${((Date.now() - since) / 1000).toFixed(1)} s`);
}

async function fetchKafka() {
  if (process.env.KAFKA_BROKERS) return;
  const { haveJars, resolveJars } = await import('../deploy/embedded/kafka-jars.mjs');
  const { findJava } = await import('../deploy/embedded/java.mjs');
  if (haveJars()) return;
  await step("fetching Apache Kafka's jars (Maven, once)", async () => resolveJars(await findJava()));
}

/**
 * Does what is missing for a level. On a machine that lacks a tool it prints one sentence that says what to install, or
 * which variable to set instead, and ends the process with exit code 1 before anything is done.
 * @param {'install' | 'build' | 'run'} level
 * @param {(line: string) => void} [log] default: standard output
 */
export async function bootstrap(level, log = console.log) {
  tell = log;
  const { oldNode } = await import('./node-version.mjs');
  const nodeProblem = oldNode(process.versions.node);
  if (nodeProblem !== null) fail([nodeProblem]);
  const { missingTools } = await import('./prerequisites.mjs');
  const missing = await missingTools(root, level);
  if (missing.length > 0) fail(missing);
  const { exclusively } = await import('./bootstrap-lock.mjs');
  try {
    await exclusively(join(root, '.data', 'bootstrap.lock'), say, async () => {
      await Promise.all([install(), level === 'run' ? fetchKafka() : undefined]);
      if (level !== 'install' && existsSync(join(root, 'tsconfig.json'))) await build();
    });
  } catch (error) {
    fail([error instanceof Error ? error.message : String(error)]);
  }
}

/** @param {string[]} sentences @returns {never} */
function fail(sentences) {
  for (const sentence of sentences) console.error(sentence);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const level = process.argv[2] || 'build';
  if (!LEVELS.includes(level)) fail([`there is no level \`${level}\`: there are ${LEVELS.join(', ')}`]);
  await bootstrap(/** @type {'install' | 'build' | 'run'} */ (level));
}
