import { join } from 'node:path';
import { textOf, trackedFiles } from '../../tools/checks/tracked-files.mjs';

const root = join(__dirname, '../..');
const numbered = (letter: string, numbers: readonly number[]) =>
  numbers.map((n) => `${letter}${String(n).padStart(2, '0')}`);
/** Attacks of the catalogue that are tried at every run; whoever looks for one finds its test by its id. */
const tried = [
  ...numbered('A', [5]),
  ...numbered('F', [1, 2, 3, 4, 5, 9, 10, 11, 12, 14]),
  ...numbered('J', [1, 2, 3, 4, 5, 6]),
  ...numbered('V', [1, 2, 4, 5]),
];

const isComment = (line: string) => /^\s*(\/\/|\/?\*)/.test(line);
/** What every spec says besides its comments. */
const specs = trackedFiles(root)
  .filter((file) => /\.spec\.(ts|mjs)$/.test(file) && !file.startsWith('test/boundaries/'))
  .map((file) => (textOf(root, file) ?? '').split('\n').filter((line) => !isComment(line)));

it.each(tried)('%s stands in the title of a test', (id) => {
  const titles = specs.flat().filter((line) => new RegExp(`['\`"].*\\b${id}\\b`).test(line));
  expect(titles).not.toEqual([]);
});
