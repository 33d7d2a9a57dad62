// The folders: the import rules, run over the tree as it is.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineFolders() {
  const cruiser = fileURLToPath(
    new URL('../../node_modules/dependency-cruiser/bin/dependency-cruise.mjs', import.meta.url),
  );
  const args = [
    cruiser,
    'libs',
    'services',
    'clients',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
  ];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 256 * 1_048_576 }).catch(
    (error) => error,
  );
  const { summary } = JSON.parse(stdout);
  return {
    layer: 'folders',
    cells: summary.totalDependenciesCruised,
    holds: `no import crosses from one duty to another (${summary.totalCruised} files, ${summary.totalDependenciesCruised} imports)`,
    complaints: summary.violations.map((/** @type {any} */ { rule, from, to }) => ({
      layer: 'folders',
      sentence: `\`${from}\` imports \`${to}\`, against the rule \`${rule.name}\``,
    })),
  };
}
