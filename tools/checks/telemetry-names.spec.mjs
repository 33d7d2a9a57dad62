// Whoever follows a runbook at night looks for the names that are written there: each must be one that the code gives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { trackedFiles } from './tracked-files.mjs';

const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
/** @param {RegExp} files @param {RegExp} names @returns {string[]} */
const collect = (files, names) =>
  trackedFiles('.')
    .filter((file) => files.test(file))
    .flatMap((file) => [...read(file).matchAll(names)].map(([, name]) => name ?? ''));
/** Metrics and attributes of spans, as shipped code names them; and what a target holds for us, which is named alike. */
const given = new Set([
  ...collect(
    /^(libs|services|clients)\/[^/]+\/src\/.*(?<!\.spec|\.spec-only)\.ts$/,
    /'(countersign(?:\.[a-z_]+)+)'/g,
  ),
  ...collect(/^services\/[^/]+\/target\/.*\.sql$/, /(countersign\.[a-z_]+)/g),
]);
/** @param {string} text @returns {string[]} names of telemetry in it, which documents write in backticks */
const namesIn = (text) => [...text.matchAll(/`(countersign(?:\.[a-z_]+)+)`/g)].map(([, name]) => name ?? '');

const documents = trackedFiles('.').filter((file) => file.endsWith('.md') && !file.startsWith('.'));

describe('names of telemetry in documents', () => {
  it('are found, in documents and in the code', () => {
    assert.ok(given.has('countersign.outbox.depth'));
    assert.ok(documents.some((file) => namesIn(read(file)).length > 0));
  });

  for (const file of documents.filter((each) => namesIn(read(each)).length > 0))
    it(`are those that the code gives: ${file}`, () => {
      const unknown = namesIn(read(file)).filter((name) => !given.has(name));
      assert.deepEqual(unknown, []);
    });
});
