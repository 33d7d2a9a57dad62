import type { CompiledRule } from './conflict-matrix.js';
import { findingOf } from './finding.js';
import type { Inquiry } from './inquiry.js';
import type { Conflict } from './judgement.js';
import { shortestPath } from './path.js';
import { cellsOf, legsFor } from './region.js';

/** Every conflict that the change brings to one root, by rule. Rules on holders have no root, and are judged apart. */
export function judgeRoot(inquiry: Inquiry, root: string): Conflict[] {
  return inquiry.rules
    .filter(({ kind }) => kind !== 'holders')
    .flatMap((rule) => findingIn(inquiry, rule, root) ?? []);
}

/** The same for one rule. */
export function findingIn(inquiry: Inquiry, rule: CompiledRule, root: string): Conflict | null {
  const view = inquiry.viewOf(root);
  const legs = legsFor(inquiry, rule, view);
  if (!canBreak(inquiry, rule, legs, root)) return null;
  return findingOf(inquiry, {
    rule,
    root,
    legs,
    cells: cellsOf(inquiry, rule, legs, view),
    path: (number, { from: t, object }, isNewWay) => {
      const leg = legs[number];
      return leg === undefined
        ? []
        : shortestPath(inquiry, { rule, leg, view, head: [view], t, object }, isNewWay);
    },
  });
}

/** Whether, after the change, enough legs are met at any time at all; most rules end here. */
function canBreak(
  { at, viewOf }: Inquiry,
  rule: CompiledRule,
  legs: ReturnType<typeof legsFor>,
  root: string,
): boolean {
  const view = viewOf(root);
  const ahead = view.spans.flatMap(({ until }, i) => (until > at ? [i] : []));
  let met = 0;
  for (const { tree } of legs) {
    if (ahead.some((i) => view.satisfies('after', i, tree, rule).length > 0)) met += 1;
  }
  return met >= rule.threshold;
}
