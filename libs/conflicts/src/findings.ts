import { judgeHolders } from './head-count.js';
import type { Inquiry } from './inquiry.js';
import { judgeRoot } from './judge-root.js';
import type { Conflict } from './judgement.js';
import { touchedRoots } from './touched-roots.js';

/** Whom a change touches, and what it breaks. */
export interface Findings {
  readonly conflicts: readonly Conflict[];
  /** Roots that can act, at some time from now on, as one that gains a grant or control. */
  readonly gaining: readonly string[];
  /** Those, and the roots that lose what they could do or whom they controlled. */
  readonly touched: readonly string[];
}

/** Every conflict that a change brings, by root and rule, rules on holders last; nothing shown once yet. */
export function findingsOf(inquiry: Inquiry): Findings {
  const { holdings, controls } = inquiry.facts;
  const holders = (which: 'isFresh' | 'isLost') =>
    holdings.filter((holding) => holding[which]).map(({ grant }) => grant.identity);
  const gaining = touchedRoots(inquiry, [...holders('isFresh'), ...controls.gaining]);
  const losing = touchedRoots(inquiry, [...holders('isLost'), ...controls.losing]);
  const touched = [...new Set([...gaining, ...losing])];
  return {
    conflicts: [
      ...touched.flatMap((root) => judgeRoot(inquiry, root)),
      ...inquiry.rules
        .filter(({ kind }) => kind === 'holders')
        .flatMap((rule) => judgeHolders(inquiry, rule) ?? []),
    ],
    gaining,
    touched,
  };
}
