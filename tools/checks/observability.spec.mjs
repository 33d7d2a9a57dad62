// docs/observability.md names what the code gives: no metric, attribute, span, member of a log line or check less, and none more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { trackedFiles } from './tracked-files.mjs';

const read = (/** @type {string} */ file) => readFileSync(file, 'utf8');
const shipped = trackedFiles('.').filter((file) =>
  /^(libs|services|clients)\/[^/]+\/src\/.*(?<!\.spec|\.spec-only)\.ts$/.test(file),
);
const sources = shipped.map(read);
const page = read('docs/observability.md');

/** @param {Iterable<string>} names */
const sorted = (names) => [...new Set(names)].sort();
/** @param {RegExp} form with one group @param {string[]} texts @returns {string[]} */
const found = (form, texts) =>
  texts.flatMap((text) => [...text.matchAll(form)].map(([, name]) => name ?? ''));

/** Rows of the table whose head begins with this word, each as its cells. @param {string} head @returns {string[][]} */
function table(head) {
  const [, rows = ''] = new RegExp(`^\\| ${head} .*\\n\\|[ |-]*\\n((?:\\|.*\\n)*)`, 'm').exec(page) ?? [];
  return rows
    .trimEnd()
    .split('\n')
    .map((row) =>
      row
        .split('|')
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
}
/** @param {string} [cell] @returns {string[]} */
const quoted = (cell = '') => found(/`([^`]+)`/g, [cell]);
/** @param {string} head @returns {string[]} what stands in backticks in the first column of a table */
const firstColumn = (head) => table(head).flatMap(([first]) => quoted(first));

const metricName = /'(countersign(?:\.[a-z_]+)+)'/g;
/** Metrics as the code makes them, with the unit that follows the name, itself or by the name of a constant. @param {string} text @returns {string[]} */
function metricsIn(text) {
  const places = [...text.matchAll(metricName)];
  return places.flatMap(({ 1: name, index }, at) => {
    const rest = text.slice(index, places[at + 1]?.index ?? index + 400);
    const [, unit] = /'(s|1|\{\w+\})'/.exec(rest) ?? [];
    const [, constant = ''] = /,\s+(\w+),/.exec(rest) ?? [];
    const [, value] = new RegExp(`const ${constant} = '([^']+)'`).exec(text) ?? [];
    return `${name} ${unit ?? value}`;
  });
}
const metrics = shipped
  .filter((file) => /\.metrics\.ts$|\/observe-[a-z]+\.ts$/.test(file))
  .flatMap((file) => metricsIn(read(file)));
/** A mark on a transaction, named like one of these. */
const noAttribute = 'countersign.outbox';
const metricNames = metrics.map((metric) => metric.split(' ')[0]);

describe('the page about observability', () => {
  it('has every metric with its unit', () => {
    assert.ok(metrics.length > 8);
    const said = table('metric').map(([name, unit]) => [...quoted(name), ...quoted(unit)].join(' '));
    assert.deepEqual(sorted(said), sorted(metrics));
  });

  it('has every metric that any other file makes, too', () => {
    const made = found(
      /(?:observeGauge|createCounter|createHistogram|createObservableGauge)\(\s*'([^']+)'/g,
      sources,
    );
    assert.deepEqual(
      sorted(made).filter((name) => !metricNames.includes(name)),
      [],
    );
  });

  it('has every attribute of our own spans', () => {
    const literal = /'((?:countersign|messaging|http|error|exception)(?:\.[a-z_]+)+)'/g;
    const attributes = found(literal, sources).filter(
      (name) => ![...metricNames, noAttribute].includes(name),
    );
    assert.ok(attributes.includes('countersign.request'));
    const said = firstColumn('attribute').filter((name) => name.includes('.'));
    assert.deepEqual(sorted(said), sorted(attributes));
  });

  it('has every span that the clock begins', () => {
    const begun = [
      ...found(/inRequestSpan\([^'`]*?'([^']+)'/g, sources),
      ...found(/eachRequest\([^'`]*?name: '([^']+)'/g, sources),
    ];
    assert.ok(begun.includes('lapse') && begun.includes('clear again'));
    const [clocks = []] = table('span').filter(([first]) => first?.includes('`lapse`'));
    assert.deepEqual(sorted(quoted(clocks[0])), sorted(begun));
  });

  it('has every other span', () => {
    const begun = found(/(?:startSpan|withSpan)\(\s*`(\w+) \$\{/g, sources);
    const said = firstColumn('span').flatMap((name) => /^(\w+) <type>$/.exec(name)?.[1] ?? []);
    assert.deepEqual(sorted(said), sorted(begun));
  });

  it('has every member of a log line', () => {
    const [, members = ''] =
      /JSON\.stringify\(\{\n([\s\S]*?)\n {2}\}\);/.exec(read('libs/service-kit/src/observability/log.ts')) ??
      [];
    const written = found(/^ {4}(\w+)[:,]/gm, [members]);
    assert.ok(written.includes('trace_id'));
    assert.deepEqual(sorted(firstColumn('member')), sorted(written));
  });

  it('has every check of readiness', () => {
    const registered = found(/\.register\(\{ name: '([^']+)'/g, sources);
    assert.deepEqual(sorted(firstColumn('check')), sorted(registered));
  });
});
