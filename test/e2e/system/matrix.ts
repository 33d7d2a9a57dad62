import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that was tried: what should become of it and what did. `allowed`, or the refusal in the tried system's own words. */
export interface Cell {
  readonly who: string;
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
}

/** Cells whose outcome is another than expected. */
export const wrong = (cells: readonly Cell[]): readonly Cell[] =>
  cells.filter(({ expected, seen }) => expected !== seen);

/** Writes a matrix down (`.data/separation/<name>.json`) and says how many cells were tried. */
export function archive(name: string, cells: readonly Cell[]): void {
  const folder = join(__dirname, '../../../.data/separation');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(cells, null, 2)}\n`);
  const refused = cells.filter(({ expected }) => expected !== 'allowed' && expected !== 'none').length;
  process.stderr.write(`    ${name}: ${cells.length} cells tried, ${refused} of them refusals\n`);
}
