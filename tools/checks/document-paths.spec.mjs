// Whoever follows a guide opens the files that it names: each path and each link in a document leads to something.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { trackedFiles } from './tracked-files.mjs';

/** What a guide only supposes. */
const supposed = ['deploy/postgres/target-crm.sql'];
const path = /`((?:clients|deploy|docs|libs|services|test|tools)\/[\w./-]+)`/g;
const link = /\]\((?!https?:|#)([^)#\s]+)/g;

/** @param {string} file @returns {string[]} paths from the root; what a build makes is not looked for */
function named(file) {
  const text = readFileSync(file, 'utf8');
  const paths = [...text.matchAll(path)].map(([, name = '']) => name);
  const links = [...text.matchAll(link)].map(([, target = '']) => join(dirname(file), target));
  return [...paths, ...links].filter((name) => !name.includes('/dist/'));
}

const documents = trackedFiles('.').filter((file) => file.endsWith('.md'));

describe('paths in documents', () => {
  it('are found', () => {
    assert.ok(named('README.md').includes('docs/architecture.md'));
    assert.ok(named('docs/guides/write-a-connector.md').includes('deploy/embedded/duties.mjs'));
  });

  it('lead to something', () => {
    const broken = documents.flatMap((file) =>
      named(file)
        .filter((name) => !existsSync(name) && !supposed.includes(name))
        .map((name) => `${file}: ${name}`),
    );
    assert.deepEqual(broken, []);
  });
});
