// Lays the trees of fixtures/lint (one folder a rule) and fixtures/allowed-lint over an empty folder, lints it with the
// house's configuration and prints what is reported: { "<file>": ["<rule>", …] }, each file relative to the repository.
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { house } from '../../tools/lint/config.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '../..');
const fixtures = join(here, 'fixtures');
const trees = ['allowed-lint', ...readdirSync(join(fixtures, 'lint')).map((rule) => `lint/${rule}`)];

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-lint-')));
try {
  for (const file of ['tsconfig.base.json', 'tsconfig.spec.json']) cpSync(join(root, file), join(cwd, file));
  symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
  for (const tree of trees)
    cpSync(join(fixtures, tree), cwd, { recursive: true, force: false, errorOnExist: true });
  const eslint = new ESLint({ cwd, overrideConfigFile: true, overrideConfig: house(cwd) });
  const results = await eslint.lintFiles('.');
  const rulesOf = (result) => result.messages.map((message) => message.ruleId ?? message.message);
  const name = (result) => relative(cwd, result.filePath).split(sep).join('/');
  console.log(
    JSON.stringify(Object.fromEntries(results.map((result) => [name(result), rulesOf(result)])), null, 2),
  );
} finally {
  rmSync(cwd, { recursive: true, force: true });
}
