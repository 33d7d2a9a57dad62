// Nx knows every package of the workspace and no other, so that `nx run-many` and `nx affected` can be relied on.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { trackedFiles } from './tracked-files.mjs';

const output = execFileSync(
  process.execPath,
  ['node_modules/nx/dist/bin/nx.js', 'show', 'projects', '--json'],
  {
    env: { ...process.env, NX_DAEMON: 'false' },
    encoding: 'utf8',
  },
);
/** @type {string[]} */
const known = JSON.parse(output);
const packages = trackedFiles('.')
  .filter((file) => /^(libs|services|clients|deploy|test)\/[^/]+\/package\.json$/.test(file))
  .map((file) => String(JSON.parse(readFileSync(file, 'utf8')).name));
const problems = [
  ...packages.filter((name) => !known.includes(name)).map((name) => `Nx does not know \`${name}\``),
  ...known
    .filter((name) => !packages.includes(name) && name !== 'countersign')
    .map((name) => `Nx knows \`${name}\`, which is no package`),
];
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
