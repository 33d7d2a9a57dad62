import type { Result } from './line.js';

const mark = ({ ok, void: isVoid, missing }: Result): string =>
  ok ? '✓' : missing ? '–' : isVoid ? '○' : '✗';

/** A line in words. */
const inWords = (result: Result): string => {
  const { id, variants, required, seen } = result;
  return `${mark(result)} ${id.padEnd(8)} ${String(variants).padStart(3)}  ${required}\n${' '.repeat(15)}${seen}`;
};

/** What a run came to, for people: `✓` as required, `✗` not, `○` void, `–` not built. */
export function printed(results: readonly Result[], json: boolean): string {
  if (json) return results.map((result) => JSON.stringify(result)).join('\n');
  const count = (of: (result: Result) => boolean) => results.filter(of).length;
  const sum = results.reduce((all, { variants }) => all + variants, 0);
  return [
    ...results.map(inWords),
    `${sum} variants of ${results.length} lines: ${count(({ ok }) => ok)} lines as required, ` +
      `${count(({ ok, void: isVoid, missing }) => !ok && !isVoid && !missing)} not, ` +
      `${count((result) => result.void)} void, ${count(({ missing }) => missing === true)} missing`,
  ].join('\n');
}
