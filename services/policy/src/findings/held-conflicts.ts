import { type Conflict, type ConflictMatrix, type Grant, judge, type World } from '@countersign/conflicts';
import { cut } from '@countersign/contracts';
import type { Finding } from './finding.js';

/** What is held and a rule in `enforce` forbids. */
export const held = 'CONFLICT_HELD';
/** What is held and a rule in `record` or `warn` would forbid. */
export const recorded = 'CONFLICT_RECORDED';
/** What is held and cannot be judged: that takes more steps than one judgement has. */
export const notJudged = 'HELD_NOT_JUDGED';
/** Holds after which nothing was judged at all. */
const unjudged = ['NO_RULES', 'NO_BUNDLE', 'BUDGET_EXCEEDED'];

/** Whether a rule forbids what it finds, or would if it was enforced: what people may decide on they have decided on, what an exception covers is approved. */
const isForbidden = ({ effect, covered }: Conflict): boolean =>
  effect === 'never-approvable' || (effect === 'prohibit' && !covered);

/**
 * The conflicts that forbid what a world holds, judged as though all of it was asked for at `at` (ms); null when it cannot be judged. What is over stays
 * what it was: it may have let somebody know a secret.
 */
export function conflictsHeld(
  matrix: ConflictMatrix,
  { grants, ...world }: World,
  at: number,
): Conflict[] | null {
  const isOver = ({ window: { until } }: Grant) => until !== null && until <= at;
  const over = grants.filter(isOver);
  const add = grants.filter((grant) => !isOver(grant));
  const { conflicts, holds } = judge(matrix, { ...world, grants: over }, { drop: [], add }, at);
  return holds.some(({ code }) => unjudged.includes(code)) ? null : conflicts.filter(isForbidden);
}

/**
 * The finding of a conflict that is held by `root`: one for each root and rule; of a rule on holders one for the rule, whose heads it names. What a rule
 * in force forbids is due (ms); what one in `record` or `warn` would forbid is shown before that refuses anybody.
 */
export function findingOf(conflict: Conflict, root: string, dueAt: number): Finding {
  const { rule, title, kind, legs, rollout } = conflict;
  const isEnforced = rollout === 'enforce';
  const forbids = `${rule} (${title})${isEnforced ? ' forbids' : `, in \`${rollout}\` yet, would forbid`}`;
  const named = legs.map(({ duty }) => duty).join(', ');
  const message =
    kind === 'holders'
      ? `${legs.length} hold what ${forbids} so many to hold${place(conflict)}: ${named}`
      : `\`${root}\` holds what ${forbids}: ${named}`;
  const subject = `${root} ${rule}`;
  return isEnforced
    ? { code: held, subject, message: shown(message), dueAt }
    : { code: recorded, subject, message: shown(message) };
}

/** The finding that nobody can say what conflicts there are; `of`: whose, and what is told apart of it. */
export const findingUnjudged = (of: string): Finding => ({
  code: notJudged,
  subject: of,
  message: 'what is held takes more steps than one judgement has; nothing that was found is closed',
});

/** The first object at which a rule with dimensions is broken. */
function place({ shownObject }: Conflict): string {
  const values = Object.entries(shownObject).map(([dimension, value]) => `${dimension} ${value}`);
  return values.length === 0 ? '' : ` (${values.join(', ')})`;
}

/** As much of a message as a finding has room for. */
export const shown = (message: string): string => cut(message, 600);
