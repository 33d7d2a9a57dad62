import type { SystemSpec } from '@countersign/contracts/governance';
import type { Bundle } from './bundle.js';

const dayMs = 86_400_000;

const systemOf = ({ document }: Bundle, system: string): SystemSpec | undefined =>
  document.systems.find(({ id }) => id === system);

/** Whether what a system holds and nobody ordered is adopted when it is first seen; else it is removed. What the law does not know adopts. */
export const adopts = (bundle: Bundle, system: string): boolean =>
  systemOf(bundle, system)?.mode !== 'enforce';

/**
 * By when (ms) what was adopted at `since` is to be asked for, by this law; Infinity for a system that the law does not know. While the system
 * adopts nothing is removed on that day.
 */
export function adoptionDue(bundle: Bundle, system: string, since: number): number {
  const spec = systemOf(bundle, system);
  return spec ? since + spec.adoptionDays * dayMs : Infinity;
}

/** By when (ms) a conflict that arose at `since` without a request is to be settled by this law. */
export const settledBy = ({ document }: Bundle, since: number): number =>
  since + document.settleWithinDays * dayMs;

/** Until when (ms) access that was adopted at `since` may stay in a system by this law: for ever (Infinity) while the system adopts. */
export const adoptedUntil = (bundle: Bundle, system: string, since: number): number =>
  adopts(bundle, system) ? Infinity : adoptionDue(bundle, system, since);
