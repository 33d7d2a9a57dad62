// The folders: the import rules, run over a tree as it is.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';

/** @param {string} [root] default: this repository @returns {Promise<import('./layer.mjs').Examination>} */
export async function examineFolders(root = repository) {
  const rules = ['--config', `${repository}/.dependency-cruiser.cjs`, '--output-type', 'json'];
  const args = [`${repository}/${cruiser}`, 'libs', 'services', 'clients', ...rules];
  // it ends with the number of violations; what it found is on its standard output either way
  const { stdout, stderr } = await run(process.execPath, args, {
    cwd: root,
    maxBuffer: 256 * 1_048_576,
  }).catch((error) => error);
  if (!stdout?.startsWith('{'))
    return {
      layer: 'folders',
      cells: 0,
      holds: '',
      complaints: [{ layer: 'folders', sentence: `the imports could not be read: ${String(stderr).trim()}` }],
    };
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
