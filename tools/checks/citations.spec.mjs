// Whoever meets `SEMANTICS §4`, `DESIGN, section 5` or `INVARIANTS I11` in the code finds it: each section, law, invariant and attack that is cited
// stands on its page in docs/.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { textOf, trackedFiles } from './tracked-files.mjs';

/** @typedef {'SEMANTICS' | 'DESIGN' | 'INVARIANTS'} Name */
const names = /** @type {const} */ (['SEMANTICS', 'DESIGN', 'INVARIANTS']);
const page = (/** @type {Name} */ name) => readFileSync(`docs/${name.toLowerCase()}.md`, 'utf8');
/** @param {RegExp} form with one group @param {string} text @returns {string[]} */
const found = (form, text) => [...text.matchAll(form)].map(([, one = '']) => one);

/** What stands on a page, as it is cited: sections by number, laws as `law 3`, invariants and attacks by id. @param {Name} name */
function standing(name) {
  const text = page(name);
  const [, laws = ''] = text.split(/^## 7\. Laws$/m);
  return new Set([
    ...found(/^##+ (\d+(?:\.\d+)?)\.? /gm, text),
    ...found(/^(\d+)\. /gm, name === 'SEMANTICS' ? laws : '').map((number) => `law ${number}`),
    ...found(/^\| (?:\*\*)?([A-Z]\d+)\b/gm, text),
  ]);
}
const pages = new Map(names.map((name) => [name, standing(name)]));

const citing = new RegExp(
  String.raw`\b(${names.join('|')})\b((?:(?!\b(?:${names.join('|')})\b)[^)'"\`;]|; ?(?=§|law)){0,100})`,
  'g',
);
const sections = /(?:§|\bsections? )(\d+(?:\.\d+)?)(?: and (?:§)?(\d+))?/g;

/** @param {string} text @returns {[name: Name, cited: string][]} */
function citedIn(text) {
  // a comment that breaks its line within a citation
  const lines = text.replaceAll(/\n[ \t]*(?:\*|\/\/|#)? ?/g, ' ');
  return [...lines.matchAll(citing)].flatMap(([, name, rest = '']) =>
    [
      ...[...rest.matchAll(sections)].flatMap(([, one, other]) => [one, other]),
      ...(name === 'SEMANTICS' ? found(/\blaw (\d+)/g, rest).map((number) => `law ${number}`) : []),
      ...(name === 'INVARIANTS' ? found(/\b([A-Z]\d{2})\b/g, rest) : []),
    ]
      .filter((cited) => cited !== undefined)
      .map((cited) => /** @type {[Name, string]} */ ([/** @type {Name} */ (name), cited])),
  );
}

const own = 'tools/checks/citations.spec.mjs';
const files = trackedFiles('.').filter((file) => file !== 'package-lock.json' && file !== own);
const texts = files.map((file) => /** @type {const} */ ([file, textOf('.', file) ?? '']));
/** Where attacks are told of by their ids alone. */
const tellsOfAttacks = /\.spec\.(?:ts|mjs)$|^test\/attacks\/|^docs\//;
const invariants = pages.get('INVARIANTS');

describe('citations', () => {
  it('are found', () => {
    assert.deepEqual(citedIn('(SEMANTICS §1, confers; §2, rule 4)'), [
      ['SEMANTICS', '1'],
      ['SEMANTICS', '2'],
    ]);
    assert.deepEqual(citedIn('(SEMANTICS §4; law 7)'), [
      ['SEMANTICS', '4'],
      ['SEMANTICS', 'law 7'],
    ]);
    assert.deepEqual(citedIn('(INVARIANTS, T03, J04; DESIGN,\n * sections 4 and 5)'), [
      ['INVARIANTS', 'T03'],
      ['INVARIANTS', 'J04'],
      ['DESIGN', '4'],
      ['DESIGN', '5'],
    ]);
    assert.ok(texts.flatMap(([, text]) => citedIn(text)).length > 90);
  });

  it('lead to a section, a law, an invariant or an attack', () => {
    const lost = texts.flatMap(([file, text]) =>
      citedIn(text)
        .filter(([name, cited]) => pages.get(name)?.has(cited) !== true)
        .map(([name, cited]) => `${file}: ${name} ${cited}`),
    );
    assert.deepEqual(lost, []);
  });

  it('of a law by its number alone lead to it', () => {
    const numbers = found(
      /^ {2}'(\d+), /gm,
      readFileSync('libs/conflicts/src/laws/laws.spec-only.ts', 'utf8'),
    );
    assert.ok(numbers.length > 20);
    assert.deepEqual(
      numbers.filter((number) => pages.get('SEMANTICS')?.has(`law ${number}`) !== true),
      [],
    );
  });

  it('of an invariant by its id alone lead to its row', () => {
    const lost = texts.flatMap(([file, text]) =>
      found(/\b(I\d{1,2})\b/g, text)
        .filter((id) => invariants?.has(id) !== true)
        .map((id) => `${file}: ${id}`),
    );
    assert.deepEqual(lost, []);
  });

  it('of an attack by its id alone lead to its row', () => {
    const lost = texts
      .filter(([file]) => tellsOfAttacks.test(file))
      .flatMap(([file, text]) =>
        found(/\b([TAFKCVJEN](?:0[1-9]|[12]\d|3[0-2]))\b/g, text)
          .filter((id) => invariants?.has(id) !== true)
          .map((id) => `${file}: ${id}`),
      );
    assert.deepEqual(lost, []);
  });

  it('name pages that are here, and no file that is not', () => {
    const lost = texts.flatMap(([file, text]) =>
      found(/\b((?:SEMANTICS|DESIGN|INVARIANTS|STYLE|PERFORMANCE)\.md)\b/g, text).map(
        (name) => `${file}: ${name}`,
      ),
    );
    assert.deepEqual(lost, []);
  });
});
