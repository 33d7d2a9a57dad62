/** The answer of the definitions (SEMANTICS §4 and §5), for small cases: nothing is left out and nothing is clever. */
import type { FullCase, FullHoldCode, Outcome, RuleBook } from './full-form.js';
import type { Changes } from './classes.js';
import { changesOf, findingsOf, isLetPass, type OracleConflict, shownOnce } from './findings.js';
import { holdsOf } from './holds.js';
import { soundWorld, staleSources } from './stale.js';

export type { OracleConflict } from './findings.js';

export interface OracleAnswer {
  readonly outcome: Outcome;
  readonly dualApproval: readonly string[];
  readonly maxUntil: number | null;
  readonly holds: readonly FullHoldCode[];
  readonly conflicts: readonly OracleConflict[];
}

/** A case whose bundle may be none. */
export type AnyCase = Omit<FullCase, 'book'> & { readonly book: RuleBook | null };

const NO_RULES = { entitlements: [], roles: [], duties: [], rules: [] };

/** Judges a case by the definitions alone. */
export function oracle(asked: AnyCase): OracleAnswer {
  const stated: FullCase = { ...asked, book: asked.book ?? NO_RULES };
  const changes = changesOf(stated);
  const answer = { outcome: 'pass' as Outcome, dualApproval: [], maxUntil: null, holds: [] };
  const findings = findingsOf(changes);
  const conflicts = shownOnce(changes, findings);
  if (changes.sides.isRemoval) return { ...answer, conflicts };
  if (asked.book === null) return { ...answer, outcome: 'hold', holds: ['NO_BUNDLE'], conflicts: [] };
  if (asked.book.rules.length === 0)
    return { ...answer, outcome: 'hold', holds: ['NO_RULES'], conflicts: [] };
  const holds = holdsOf(changes, findings);
  const refusing = findings.filter((f) => f.vetoes);
  const standing = refusing.filter((f) => stands(stated, f));
  const isResting = refusing.length > 0 && standing.length === 0;
  const allHolds = isResting ? [...new Set([...holds, 'STALE_SOURCE' as const])].sort() : holds;
  return {
    outcome: outcomeOf(stated.book, standing, allHolds),
    dualApproval: demanded(stated.book, findings),
    maxUntil: allHolds.length > 0 ? null : longestCut(stated, findings),
    holds: allHolds,
    conflicts,
  };
}

const ruleOf = (book: RuleBook, id: string) => book.rules.find((rule) => rule.id === id);

/**
 * The order of answers: a prohibit that stands without what only stale sources tell, then stale sources, then bounds,
 * then whatever else is unknown, empty or unreadable.
 */
function outcomeOf(
  book: RuleBook,
  standing: readonly OracleConflict[],
  holds: readonly FullHoldCode[],
): Outcome {
  const isBound = (f: OracleConflict) => ruleOf(book, f.rule)?.effect === 'time-bound';
  if (standing.some((f) => !isBound(f))) return 'veto';
  if (holds.includes('STALE_SOURCE')) return 'hold';
  if (standing.length > 0) return 'veto';
  return holds.length > 0 ? 'hold' : 'pass';
}

/** Whether a refusal rests on nothing that only stale sources tell; what more facts could undo, on no stale source. */
function stands(stated: FullCase, { rule, root, kind, class: name }: OracleConflict): boolean {
  if (staleSources(stated).length === 0) return true;
  if (kind === 'prerequisite' || (kind === 'holders' && name !== 'repeats')) return false;
  const world = soundWorld(stated);
  if (
    world.grants.length === stated.world.grants.length &&
    world.controls.length === stated.world.controls.length
  )
    return true;
  const sound = findingsOf(changesOf({ ...stated, world }));
  return sound.some((f) => f.rule === rule && f.root === root && f.vetoes);
}

function demanded(book: RuleBook, findings: readonly OracleConflict[]): string[] {
  const demanding = findings.filter((f) => {
    const rule = ruleOf(book, f.rule);
    return rule?.effect === 'dual-approval' && rule.rollout === 'enforce' && !isLetPass(rule, f.class);
  });
  return [...new Set(demanding.map(({ rule }) => rule))].sort();
}

/** The longest cut: everything asked ended at one common instant, starts kept, judged all over again. */
function longestCut(stated: FullCase, findings: readonly OracleConflict[]): number | null {
  const refusing = findings.filter((f) => f.vetoes);
  const isBound = (f: OracleConflict) => ruleOf(stated.book, f.rule)?.effect === 'time-bound';
  if (refusing.length === 0 || !refusing.every(isBound)) return null;
  const { instants } = changesOf(stated).regions.c;
  const asked = [...stated.change.add, ...(stated.change.addControls ?? [])];
  const latestStart = Math.max(stated.at, ...asked.map(({ window }) => window.from));
  const passes = (end: number) => {
    const cut = changesOf({ ...stated, change: endedBy(stated.change, end) });
    return passesBounds(cut);
  };
  return [...instants].reverse().find((end) => end > latestStart && passes(end)) ?? null;
}

const passesBounds = (changes: Changes): boolean => findingsOf(changes).every((f) => !f.vetoes);

function endedBy(change: FullCase['change'], end: number): FullCase['change'] {
  const cut = <F extends { readonly window: { readonly from: number; readonly until: number | null } }>(
    fact: F,
  ) => {
    return { ...fact, window: { ...fact.window, until: Math.min(end, fact.window.until ?? Infinity) } };
  };
  const { add, addControls = [] } = change;
  return { ...change, add: add.map(cut), addControls: addControls.map(cut) };
}
