import type { ConflictSummary, Line, Stage } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import { scopeKey } from '@countersign/statement';
import type { Passing } from '../assess/assess.decision.js';

/** What a conflict is to people: the rule as it was, whose, and which duties meet. How they are reached, and how far it has come, is no news. */
const conflictKey = ({ rule, version, root, legs }: ConflictSummary): string =>
  JSON.stringify([rule, version, root, legs.map(({ duty }) => duty).sort()]);

const objectKey = (object: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whether a conflict was shown: for each of these objects, and not as covered when it no longer is. */
function wasShown(shown: readonly ConflictSummary[], now: ConflictSummary): boolean {
  return shown.some((before) => {
    const objects = new Set(before.objects.map(objectKey));
    return (
      conflictKey(before) === conflictKey(now) &&
      (now.covered || !before.covered) &&
      now.objects.every((object) => objects.has(objectKey(object)))
    );
  });
}

const lineKey = ({ system, account, permission, entitlement, scope }: Line): string =>
  JSON.stringify([system, account, permission, entitlement, scopeKey(scope)]);

const stageKey = ({ name, quorum, groups, share = false, waits = false }: Stage): string =>
  JSON.stringify([name, quorum, share, waits, groups.map(({ group, need }) => [group, need])]);

/** Whether two lists name the same things in the same order. */
const same = <T>(keyOf: (one: T) => string, some: readonly T[], others: readonly T[]): boolean =>
  some.length === others.length && some.every((one, at) => keyOf(one) === keyOf(others[at] as T));

/**
 * Whether a judgement shows or demands more than what was voted on: other lines, a stage that was not voted on, a conflict that nobody saw,
 * an end that the law no longer allows. Then it is voted on again (DESIGN, section 4); less than was shown keeps the votes.
 */
export function demandsMore(assessed: Assessed | null, now: Passing): boolean {
  if (!assessed) return true;
  const { stages } = now.route;
  return (
    !same(lineKey, assessed.lines, now.lines) ||
    !same(stageKey, assessed.stages.slice(0, stages.length), stages) ||
    !now.conflicts.every((conflict) => wasShown(assessed.conflicts, conflict)) ||
    (now.route.until !== null && (assessed.until === null || assessed.until > now.route.until))
  );
}

/**
 * Whether a rule that only warns says now what nobody was shown: before anything is promised, people see it and vote again (DESIGN, section 4:
 * shows more). It ends nothing that was promised already.
 */
export const warnsMore = (assessed: Assessed | null, { warnings }: Passing): boolean =>
  !warnings.every((warning) => wasShown(assessed?.warnings ?? [], warning));
