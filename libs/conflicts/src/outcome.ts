import { byCodePoint } from './code-point-order.js';
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

/** Ids of the `dual-approval` rules in `enforce` that are broken, in order. */
export function dualApproval(conflicts: readonly Conflict[]): string[] {
  const demanding = conflicts.filter(
    ({ effect, rollout }) => effect === 'dual-approval' && rollout === 'enforce',
  );
  return [...new Set(demanding.map(({ rule }) => rule))].sort(byCodePoint);
}
