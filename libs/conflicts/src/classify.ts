import { isEmptyBits } from './bitset.js';
import type { Cell } from './cell.js';
import type { ConflictClass } from './judgement.js';

/** The class of a change for one rule and root, and the cells that give it at the first instant at which one does. */
export interface Classified {
  readonly class: ConflictClass;
  readonly shown: readonly Cell[];
}

/** Classifies (SEMANTICS §4) over the cells from the instant of judgement on, in order; `null` for class none. */
export function classify(ahead: readonly Cell[]): Classified | null {
  const gained = ahead.filter(({ isGained }) => isGained);
  if (gained.length > 0) {
    const wasBroken = ahead.some(({ before }) => before !== null);
    return { class: wasBroken ? 'extends' : 'creates', shown: first(gained) };
  }
  const again = ahead.filter(({ witnessed }) => !isEmptyBits(witnessed));
  return again.length === 0 ? null : { class: 'repeats', shown: first(again) };
}

function first(cells: readonly Cell[]): Cell[] {
  return cells.filter(({ from }) => from === cells[0]?.from);
}
