import { type Conflict, coreOf, DEFAULT_BUDGET, type JudgedChange, mostTried } from '@countersign/conflicts';

/** Most conflicts of a veto whose core is told. */
export const mostCores = 4;
/** Most facts beside which one is looked for: locks are held meanwhile. */
const mostFacts = 200;

/**
 * What of a vetoed request had to be left out, so that a rule would not be broken (SEMANTICS, section 5), as a sentence that goes on from the one which says
 * that it would be; none where all of it had to, or that cannot be told within the steps of one judgement. Changes nothing of what the request comes to.
 */
export function withoutWhat(judged: JudgedChange, conflict: Conflict): string[] {
  const { world, change } = judged;
  const { add } = change;
  // the core of one thing is that thing
  if (add.length < 2 || world.grants.length + world.controls.length > mostFacts) return [];
  const looks = mostCores * Math.max(2 ** mostTried, add.length + 1);
  const core = coreOf(judged, conflict, { budget: Math.floor(DEFAULT_BUDGET / looks) });
  if (!core || core.grants.length === add.length) return [];
  const named = [...new Set(core.grants.map(({ item }) => `\`${item}\``))];
  return [`it would not be without ${named.join(' and ')}`];
}
