import type { Budget } from './budget.js';
import { byCodePoint } from './code-point-order.js';
import { groupBy } from './group-by.js';
import type { Conflict, RegionRow } from './judgement.js';
import type { Reach } from './root-view.js';
import { toSpan } from './window.js';

/**
 * Conflicts by rule, then root. Equal findings of roots that control each other throughout the region are shown
 * once, under the first root (SEMANTICS §2); the others are named in `sameFor`. `reachOf` says whom a root controls.
 */
export function showOnce(
  findings: readonly Conflict[],
  reachOf: (root: string) => Reach,
  budget: Budget,
): Conflict[] {
  const sorted = inOrder(findings);
  const controls = (a: Conflict, b: Conflict) =>
    a.windows.every((row) => controlsThroughout(reachOf(a.root), b.root, row));
  const shown: { first: Conflict; same: string[] }[] = [];
  const alike = groupBy(sorted, told);
  for (const group of alike.values()) {
    const firsts: typeof shown = [];
    for (const finding of group) {
      budget.take(1 + firsts.length * finding.windows.length);
      const equal = firsts.find(({ first }) => controls(first, finding) && controls(finding, first));
      if (equal === undefined) firsts.push({ first: finding, same: [] });
      else equal.same.push(finding.root);
    }
    shown.push(...firsts);
  }
  return inOrder(shown.map(({ first, same }) => ({ ...first, sameFor: same })));
}

function inOrder(conflicts: readonly Conflict[]): Conflict[] {
  return [...conflicts].sort((a, b) => byCodePoint(a.rule, b.rule) || byCodePoint(a.root, b.root));
}

/** Everything that is told but root, paths, and where they are shown. */
function told({ rule, class: kind, vetoes, covered, exceptions, values, windows }: Conflict): string {
  return JSON.stringify([rule, kind, vetoes, covered, exceptions, values, windows]);
}

function controlsThroughout(reach: Reach, identity: string, row: RegionRow): boolean {
  const { from, until } = toSpan(row);
  return (reach.get(identity) ?? []).some((span) => span.from <= from && until <= span.until);
}
