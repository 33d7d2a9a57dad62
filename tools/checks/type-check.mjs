// Types: every package in build order, then all specs in one program, then the folders of plain modules that are checked
// without being built. All run, so that all problems show at once.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { trackedFiles } from './tracked-files.mjs';

/** @param {string[]} args @returns {boolean} whether it found nothing */
function tsc(args) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', ...args],
    { encoding: 'utf8' },
  );
  process.stdout.write(stdout + stderr);
  return status === 0;
}

/** @param {string} file @returns {boolean} a project that is checked by itself: it emits nothing and nothing refers to it */
function isCheckedOnly(file) {
  const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  return config?.compilerOptions?.noEmit === true;
}

const alone = trackedFiles('.')
  .filter((file) => /^(deploy|clients|test)\/[^/]+\/tsconfig\.json$/.test(file) && existsSync(file))
  .filter(isCheckedOnly);
const runs = [['-b'], ['-p', 'tsconfig.spec.json'], ...alone.map((file) => ['-p', file])];
const passed = runs.map(tsc);
process.exitCode = passed.every(Boolean) ? 0 : 1;
