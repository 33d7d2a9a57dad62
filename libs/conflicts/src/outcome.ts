import { byCodePoint } from './code-point-order.js';
import type { CompiledRule } from './conflict-matrix.js';
import type { Conflict, Outcome } from './judgement.js';

/**
 * The order of answers (SEMANTICS §4): a prohibit that stands without what only stale sources tell, then a stale
 * source, then every other veto, which outranks the holds for what is unknown.
 */
export function outcomeOf(stands: boolean, isStale: boolean, isVetoed: boolean, isHeld: boolean): Outcome {
  if (stands) return 'veto';
  if (isStale) return 'hold';
  if (isVetoed) return 'veto';
  return isHeld ? 'hold' : 'pass';
}

/** Ids of the `dual-approval` rules in `enforce` that are broken, in order; without those that let `repeats` pass and see no more. */
export function dualApproval(
  rules: readonly Pick<CompiledRule, 'id' | 'repeatsPass'>[],
  conflicts: readonly Conflict[],
): string[] {
  const lenient = new Set(rules.filter(({ repeatsPass }) => repeatsPass).map(({ id }) => id));
  const demanding = conflicts.filter(
    ({ effect, rollout, class: kind, rule }) =>
      effect === 'dual-approval' && rollout === 'enforce' && !(kind === 'repeats' && lenient.has(rule)),
  );
  return [...new Set(demanding.map(({ rule }) => rule))].sort(byCodePoint);
}
