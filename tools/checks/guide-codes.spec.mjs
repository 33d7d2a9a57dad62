// docs/guides/ask-and-approve.md has every code that a voter can meet and every state that a story can have, and none that is gone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
const guide = read('docs/guides/ask-and-approve.md');
/** @param {RegExp} form with one group @param {string} text @returns {string[]} */
const found = (form, text) => [...text.matchAll(form)].map(([, name]) => name ?? '');
/** @param {string} head of a table @returns {string[]} what stands in backticks in its first column */
function firstColumn(head) {
  const [, rows = ''] = new RegExp(`^\\| ${head} .*\\n\\|[ |-]*\\n((?:\\|.*\\n)*)`, 'm').exec(guide) ?? [];
  return found(/`([^`]+)`/g, rows.replaceAll(/^\| ([^|]*)\|.*$/gm, '$1')).sort();
}
/** @param {string} text @param {string} name of a union of strings @returns {string[]} */
const union = (text, name) => found(/'([^']+)'/g, new RegExp(`type ${name} =([^;]*);`).exec(text)?.[1] ?? '');

describe('the guide for people', () => {
  it('has every code of a vote', () => {
    const own = union(read('services/approval/src/vote/vote.errors.ts'), 'VoteRefusalCode');
    const [, answered = ''] =
      /approvalStatuses = \{([^}]*)\}/.exec(read('services/approval/src/approval.module.ts')) ?? [];
    const codes = [...new Set([...own, ...found(/(\w+):/g, answered)])];
    assert.ok(codes.includes('VOTE_TWICE') && codes.includes('VOTE_INVALID'));
    const said = firstColumn('code');
    assert.deepEqual(
      codes.filter((code) => !said.includes(code)),
      [],
    );
    assert.deepEqual(
      said.filter((code) => code.startsWith('VOTE_') && !codes.includes(code)),
      [],
    );
  });

  it('has every code of the command that voting can end with', () => {
    const given = found(/code = '(CLI_\w+)'/g, read('clients/cli/src/cli.errors.ts'));
    const elsewhere = ['CLI_USAGE', 'CLI_LOGIN_FAILED'];
    assert.deepEqual(
      firstColumn('code').filter((code) => code.startsWith('CLI_')),
      given.filter((code) => !elsewhere.includes(code)).sort(),
    );
  });

  it('has every state of a story', () => {
    const states = union(read('services/request/src/story/story.decision.ts'), 'StoryState');
    assert.ok(states.includes('awaiting approval'));
    assert.deepEqual(firstColumn('it is'), states.sort());
  });
});
