import { isDeepStrictEqual } from 'node:util';
import type { ConflictSummary } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import type { Passing } from '../assess/assess.decision.js';

/** What a conflict is to people: the rule as it was, whose, and which duties meet. How they are reached, and how far it has come, is no news. */
const conflictKey = ({ rule, version, root, legs }: ConflictSummary): string =>
  JSON.stringify([rule, version, root, legs.map(({ duty }) => duty).sort()]);

/**
 * Whether a judgement shows or demands more than what was voted on: other lines, a stage that was not voted on, a conflict that nobody saw,
 * an end that the law no longer allows. Then it is voted on again (DESIGN, section 4); less than was shown keeps the votes.
 */
export function demandsMore(assessed: Assessed | null, now: Passing): boolean {
  if (!assessed) return true;
  const stages = now.birthright ? [] : now.route.stages;
  const seen = new Set(assessed.conflicts.map(conflictKey));
  return (
    !isDeepStrictEqual(assessed.lines, now.lines) ||
    !isDeepStrictEqual(assessed.stages.slice(0, stages.length), stages) ||
    !now.conflicts.every((conflict) => seen.has(conflictKey(conflict))) ||
    (now.route.until !== null && (assessed.until === null || assessed.until > now.route.until))
  );
}
