// The files of the repository as git knows them; in an archive without git, every file that is not ignored by name.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const notOurs = new Set(['.git', 'node_modules', 'dist', 'coverage', '.nx', '.cache', '.data']);

/** @param {string} folder @param {string} [prefix] @returns {string[]} */
function walk(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return walk(folder, path);
    return entry.isFile() ? [path] : [];
  });
}

/**
 * @param {string} root
 * @returns {string[]} tracked files and new ones that are not ignored, relative, sorted
 */
export function trackedFiles(root) {
  try {
    const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const output = execFileSync('git', listed, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: 'pipe',
    });
    return [...new Set(output.split('\0').filter(Boolean))].sort();
  } catch {
    return walk(root).sort();
  }
}

/** @param {string} root @param {string} file @returns {string | null} its text; null when it is gone or not a text */
export function textOf(root, file) {
  try {
    const bytes = readFileSync(join(root, file));
    return bytes.includes(0) ? null : bytes.toString('utf8');
  } catch {
    return null;
  }
}

/** Prints problems and ends the check. @param {string[]} problems */
export function report(problems) {
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
