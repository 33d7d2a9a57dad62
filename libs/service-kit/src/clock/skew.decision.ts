import type { Millis } from '@countersign/contracts';

/** How a clock differs from the arbiter, the service's own database: `byMs` is positive when it runs ahead. */
export interface ClockSkew {
  /** `this process`, the signer of the heartbeats that told, or what else was compared, e.g. `target`. */
  readonly of: string;
  readonly byMs: number;
}

/** A clock that was asked between two looks at our own. */
export interface Reading {
  readonly before: Millis;
  readonly asked: Millis;
  readonly after: Millis;
}

/**
 * How far our clock is ahead of the one that was asked (negative: behind), as far as the reading proves it: a slow answer is no skew. Zero
 * when the other's time lies between our two looks.
 */
export function aheadOf({ before, asked, after }: Reading): number {
  if (before > asked) return before - asked;
  return after < asked ? after - asked : 0;
}

/**
 * How far a peer's clock is ahead, by one heartbeat. `at`: the peer's time in it; `appended`: when it came to the broker, by its clock;
 * `now`: when it came here, by the arbiter. A time still to come proves a clock ahead. A time long past proves one behind only when the heartbeat
 * was late at the broker already: what we read late ourselves says nothing of its writer. All ms.
 */
export function peerAhead(at: Millis, appended: Millis, now: Millis): number {
  return at >= now ? at - now : -Math.max(0, Math.min(now, appended) - at);
}

/** Those clocks that differ by more than the bound (ms), the arbiter's word on each. */
export const beyond = (bound: number, skews: readonly ClockSkew[]): ClockSkew[] =>
  skews.filter(({ byMs }) => Math.abs(byMs) > bound);

/** A skew in words for people: whose clock, by how much, which way. */
export const describeSkew = ({ of, byMs }: ClockSkew): string =>
  `the clock of ${of} is ${(Math.abs(byMs) / 1_000).toFixed(1)} s ${byMs > 0 ? 'ahead of' : 'behind'} the database's`;
