// Lines of a benchmark for people.

const columns = /** @type {const} */ (['', 'value', 'rounds', 'against', 'baseline', 'ratio', 'goal', '']);
/** Columns of words start at the left, those of numbers end at the right. */
const ofWords = new Set([0, 3, 6, 7]);

/** @param {number | null} value @param {string} [unit] */
const number = (value, unit = '') =>
  value === null ? '' : `${Math.abs(value) < 1_000 ? value : value.toLocaleString('en')} ${unit}`.trim();

/** @param {boolean | null} holds */
const verdict = (holds) => (holds === null ? '' : holds ? 'holds' : 'MISSED');

/** @param {import('./line.mjs').Line} line */
const cells = ({ name, value, unit, against, baseline, ratio, goal, holds, spread }) => [
  ...[name, number(value, unit), spread === null ? '' : spread.map((end) => number(end)).join('–')],
  ...[against ?? '', number(baseline, baseline === null ? '' : unit), number(ratio), goal ?? ''],
  verdict(holds),
];

/** @param {readonly import('./line.mjs').Line[]} lines @returns {string} */
export function table(lines) {
  const rows = [[...columns], ...lines.map(cells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const padded = (/** @type {string} */ cell, /** @type {number} */ at) =>
    ofWords.has(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map((row) => row.map(padded).join('  ').trimEnd()).join('\n');
}
