import { type Bits, isEmptyBits } from './bitset.js';
import type { Span } from './window.js';

/**
 * One object during a stretch of time throughout which nothing changes for one rule and root: what the region holds
 * there, as legs by number; `null` outside the region.
 */
export interface Cell extends Span {
  /** A value for each dimension that the region distinguishes; `OTHER` for every value that no fact mentions. */
  readonly object: readonly string[];
  readonly before: Bits | null;
  readonly after: Bits | null;
  /** The change makes the region new here, or larger by a leg. */
  readonly isGained: boolean;
  /** Legs of the region for which the change brings a new witness; none where it is gained. */
  readonly witnessed: Bits;
}

/** Whether the change does anything to the region here. */
export function isTouched({ isGained, witnessed }: Cell): boolean {
  return isGained || !isEmptyBits(witnessed);
}
