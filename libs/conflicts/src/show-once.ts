import { byCodePoint } from './code-point-order.js';
import type { Reach } from './control-graph.js';
import type { Finding } from './judge-root.js';
import type { Conflict, RegionRow } from './judgement.js';
import { toSpan } from './window.js';

/**
 * Conflicts by rule, then root. Equal findings of roots that control each other throughout the region are shown
 * once, under the first root (SEMANTICS §2); the others are named in `sameFor`.
 */
export function showOnce(findings: readonly Finding[]): Conflict[] {
  const sorted = [...findings].sort(
    (a, b) => byCodePoint(a.conflict.rule, b.conflict.rule) || byCodePoint(a.conflict.root, b.conflict.root),
  );
  const shown: { first: Finding; same: string[] }[] = [];
  for (const finding of sorted) {
    const equal = shown.find(({ first }) => isSame(first, finding) && areMutual(first, finding));
    if (equal === undefined) shown.push({ first: finding, same: [] });
    else equal.same.push(finding.conflict.root);
  }
  return shown.map(({ first, same }) => ({ ...first.conflict, sameFor: same }));
}

/** Everything that is told but root and paths. */
function isSame({ conflict: a }: Finding, { conflict: b }: Finding): boolean {
  return (
    a.rule === b.rule &&
    a.class === b.class &&
    a.vetoes === b.vetoes &&
    JSON.stringify(a.windows) === JSON.stringify(b.windows)
  );
}

function areMutual(a: Finding, b: Finding): boolean {
  return (
    a.conflict.windows.every((row) => controlsThroughout(a.reach, b.conflict.root, row)) &&
    b.conflict.windows.every((row) => controlsThroughout(b.reach, a.conflict.root, row))
  );
}

function controlsThroughout(reach: Reach, identity: string, row: RegionRow): boolean {
  const { from, until } = toSpan(row);
  return (reach.get(identity) ?? []).some((span) => span.from <= from && until <= span.until);
}
