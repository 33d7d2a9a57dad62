// `npm run check`: everything that needs no running system. All checks run, two at a time, and all problems are shown.
//   npm run check -- lint types     only these
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';

const packages = ['libs', 'services', 'clients', 'deploy', 'test'].filter((folder) => existsSync(folder));

const cached = ['--cache', '--cache-location', '.cache/prettier'];

/**
 * Slowest first, so that the last does not wait alone. What is `after` another begins when that has ended.
 * @type {{ name: string, args: string[], after?: string }[]}
 */
const checks = [
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
  { name: 'types', args: ['tools/checks/type-check.mjs'] },
  {
    name: 'format',
    args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', ...cached, '.'],
  },
  {
    name: 'boundaries',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      ...packages,
    ],
  },
  { name: 'generated', args: ['tools/generate.mjs', '--check'] },
  // it looks at what is built, and `types` builds
  { name: 'documents', args: ['tools/documents.mjs', '--check'], after: 'types' },
  { name: 'references', args: ['tools/references.mjs', '--check'] },
  { name: 'dependencies', args: ['tools/checks/dependencies.mjs'] },
  { name: 'projects', args: ['tools/checks/nx-projects.mjs'] },
  { name: 'lock', args: ['tools/check-lock.mjs'] },
  { name: 'secrets', args: ['tools/checks/secrets.mjs'] },
  { name: 'comments', args: ['tools/checks/comments.mjs'] },
  { name: 'commits', args: ['tools/check-commits.mjs'] },
];

/** @param {number} since */
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** @param {string[]} args @returns {Promise<{ ok: boolean, output: string }>} */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output: output.trim() }));
  });
}

/** @type {{ name: string, output: string }[]} */
const failed = [];

/** Checks that were begun, by name. @type {Map<string, Promise<unknown>>} */
const begun = new Map();

/** Takes checks from the list until none is left. @param {typeof checks} left */
async function work(left) {
  for (let check = left.shift(); check; check = left.shift()) {
    await begun.get(check.after ?? '');
    const since = Date.now();
    const running = run(check.args);
    begun.set(check.name, running);
    const { ok, output } = await running;
    console.log(`${ok ? 'ok   ' : 'FAIL '} ${check.name.padEnd(14)}${seconds(since).padStart(8)}`);
    if (!ok) failed.push({ name: check.name, output });
  }
}

await bootstrap('install');
const since = Date.now();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !checks.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `there is no check \`${unknown.join(', ')}\`: there are ${checks.map((check) => check.name).join(', ')}`,
  );
  process.exit(1);
}
const list = checks.filter((check) => asked.length === 0 || asked.includes(check.name));
const left = [...list];
await Promise.all([work(left), work(left)]);
for (const { name, output } of failed) console.log(`\n──── ${name}\n${output}`);
console.log(
  failed.length === 0
    ? `\n${list.length} checks passed in ${seconds(since)}`
    : `\n${failed.length} of ${list.length} checks failed in ${seconds(since)}: ${failed.map(({ name }) => name).join(', ')}`,
);
process.exit(failed.length === 0 ? 0 : 1);
