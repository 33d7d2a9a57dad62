import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './run-node.js';

const trees = join(__dirname, 'fixtures');
const filesOf = (tree: string): string[] =>
  readdirSync(join(trees, tree), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(trees, tree).length + 1));
const fixtures = readdirSync(join(trees, 'lint')).flatMap((rule) =>
  filesOf(`lint/${rule}`).map((file) => ({ rule, file })),
);
const unprefixed = (rule: string): string => rule.replace(/^(countersign|@typescript-eslint)\//, '');

describe('lint rules', () => {
  let reported: Readonly<Record<string, readonly string[]>>;
  let ours: readonly string[];

  beforeAll(async () => {
    reported = (await runNode('lint-fixtures.mjs')) as typeof reported;
    ours = (await runNode('lint-rules.mjs')) as typeof ours;
  }, 120_000);

  it.each(fixtures)('$rule rejects $file', ({ rule, file }) => {
    expect([...new Set((reported[file] ?? []).map(unprefixed))]).toEqual([rule]);
  });

  it.each(filesOf('allowed-lint'))('%s is allowed', (file) => {
    expect(reported[file]).toEqual([]);
  });

  it('every rule of our own has a fixture', () => {
    const proven = new Set(fixtures.map(({ rule }) => rule));
    expect(ours.filter((rule) => !proven.has(rule))).toEqual([]);
  });
});
