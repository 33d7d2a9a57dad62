// What docs/model says of the model is so: every configuration has a row, every step of the model names its code, and that code exists.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { configurations } from './configurations.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/model/README.md'), 'utf8');
const [before = '', after = ''] = page.split('## Which code each step is');
/** @param {string} text @returns {string[][]} cells of the tables in it, without their heads */
const rows = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (-|step of|configuration|found)/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );

/** What makes states fewer, what is checked, and what only calls others: no step of anybody. */
const bookkeeping = [
  ...['at_rest', 'rest_of', 'safe', 'tidy', 'renumber', 'forget_answers', 'forget_orders'],
  ...['watch', 'world'],
];
const models = readdirSync(join(root, 'test/model')).filter((name) => name.endsWith('.pml'));
const steps = models.flatMap((name) =>
  [
    ...readFileSync(join(root, 'test/model', name), 'utf8').matchAll(
      /^(?:inline|(?:active )?proctype) (\w+)/gm,
    ),
  ]
    .map(([, step = '']) => step)
    .filter((step) => !bookkeeping.includes(step)),
);

/** @param {string} file @param {string} name @returns {boolean} whether a function, a constant or a method of this name is defined there */
const defines = (file, name) =>
  existsSync(join(root, file)) &&
  new RegExp(`(function\\*?|const) ${name}\\b|^ +(async )?${name}(<[^>]*>)?\\(`, 'm').test(
    readFileSync(join(root, file), 'utf8'),
  );

describe('what docs/model says of the model', () => {
  it('names each configuration, with its states', () => {
    const told = rows(before).map(([name = '', , , states = '']) => [name, /^[\d,]+$/.test(states)]);
    for (const { conf } of configurations)
      assert.ok(
        told.some(([name, counted]) => name === conf && counted),
        `${conf} has no row with its states`,
      );
  });

  it('names each step of the model', () => {
    const told = rows(after).flatMap(([names = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    );
    assert.deepEqual([...new Set(steps)].sort(), [...new Set(told)].sort());
  });

  it('names code that exists', () => {
    const named = rows(after).flatMap(([step = '', code = '']) => {
      const some = [...code.matchAll(/`([^`]+)` (\w+)/g)];
      assert.ok(some.length > 0, `${step} names no code`);
      return some;
    });
    assert.ok(named.length > 40);
    for (const [, file = '', name = ''] of named) assert.ok(defines(file, name), `${file} has no ${name}`);
    assert.equal(defines('services/policy/src/clear/withdraw.handler.ts', 'withdrawNobody'), false);
  });
});
