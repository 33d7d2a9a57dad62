import { describeConflict, type Story as Told } from '@countersign/cli';
import type { ConflictSummary } from '@countersign/contracts';

/** What a request was vetoed for. */
interface VetoBody {
  readonly conflicts: readonly ConflictSummary[];
}

/** The conflicts that a request was vetoed for, as its story tells them; none when it was not. */
export const conflictsOf = ({ steps }: Told): readonly ConflictSummary[] =>
  (steps.find(({ type }) => type === 'policy.vetoed.v1')?.body as VetoBody | undefined)?.conflicts ?? [];

/** The same in words: the rule, for whom, and how each leg is reached, a line each. */
export const conflictWords = (told: Told): readonly string[] => conflictsOf(told).flatMap(describeConflict);
