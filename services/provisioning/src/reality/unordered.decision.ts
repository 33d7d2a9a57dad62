import type { DesiredGrant } from '@countersign/contracts';

/** What provisioning knows of a place that a target was seen to hold. Instants in ms. */
export interface SeenPlace {
  readonly grants: readonly DesiredGrant[];
  readonly token: number;
  readonly answered: number;
  readonly orderedAt: number | null;
  readonly adoptedAt: number | null;
}

/** By what it is decided. `adopts`: the system is in `shadow`; `begun`: when the observer began to look; `mayStayUntil`: what is adopted since then. */
export interface Looking {
  readonly adopts: boolean;
  readonly begun: number;
  readonly now: number;
  readonly mayStayUntil: (adoptedAt: number) => number;
}

/** How long (ms) a removal that changed nothing is not repeated: what is out of the connector's reach is a finding, not a flood of orders. */
export const pauseMs = 60_000;

/**
 * What becomes of access that a target holds: nothing where it is ordered, or an order given since the look may explain it; `adopt` in a system
 * that takes over what it finds; `remove` where nobody ordered it, or what was adopted has stayed as long as it may.
 */
export function fateOf(
  place: SeenPlace,
  { adopts, begun, now, mayStayUntil }: Looking,
): 'leave' | 'adopt' | 'remove' {
  const { grants, token, answered, orderedAt, adoptedAt } = place;
  if (grants.length > 0 || answered < token) return 'leave';
  if (orderedAt !== null && (orderedAt >= begun || orderedAt + pauseMs > now)) return 'leave';
  if (adoptedAt !== null) return now < mayStayUntil(adoptedAt) ? 'leave' : 'remove';
  return adopts ? 'adopt' : 'remove';
}
