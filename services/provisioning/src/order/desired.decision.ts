import type { DesiredGrant } from '@countersign/contracts';
import { adoptedUntil, type Bundle } from '@countersign/statement';

/** The grants of one place in the order of their clearances, so that one state has one form. */
const sorted = (grants: readonly DesiredGrant[]): DesiredGrant[] =>
  [...grants].sort((a, b) => (a.clearance < b.clearance ? -1 : 1));

/** The state that was ordered under a token, and the newest token that the connector answered to. */
export interface Answerable {
  readonly token: number;
  readonly answered: number;
  readonly grants: readonly DesiredGrant[];
}

/** The end that comes first, ms; null is without end. */
const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/**
 * Adds a grant beside earlier clearances of the same request: which of them its target has is only known by an answer, and an order that lacks it
 * and comes too late to add the newer would take away what is there. None of them ends later than the newer.
 */
export const withGrant = (grants: readonly DesiredGrant[], grant: DesiredGrant): DesiredGrant[] =>
  sorted([
    ...grants
      .filter(({ clearance }) => clearance !== grant.clearance)
      .map((other) =>
        other.request === grant.request ? { ...other, until: earlier(other.until, grant.until) } : other,
      ),
    grant,
  ]);

/** Most clearances of one request that stand at a place, in doubt: an order has room for 64 grants. */
const mostInDoubt = 8;

/** Whether a place can take another clearance of a request. If not, it waits for an answer, and policy clears it anew. */
export const hasRoom = (grants: readonly DesiredGrant[], request: string): boolean =>
  grants.filter((grant) => grant.request === request).length < mostInDoubt;

/**
 * Whether the target has a grant of this request, for this time, by the connector's answer to the newest order of its place. Then it is not
 * ordered again on a newer clearance: an order that comes too late to add would take away what is there.
 */
export const isThere = ({ token, answered, grants }: Answerable, { request, until }: DesiredGrant): boolean =>
  answered >= token && grants.some((grant) => grant.request === request && grant.until === until);

/** When (ms) what a system held at a place was adopted; null where nothing was. */
interface Adoptable {
  readonly system: string;
  readonly adoptedAt: number | null;
}

/** Whether what the target held before it was ordered may still stay at `at` (ms), by this law. */
export const isAdopted = (bundle: Bundle, { system, adoptedAt }: Adoptable, at: number): boolean =>
  adoptedAt !== null && at < adoptedUntil(bundle, system, adoptedAt);

/** Whether an end (ms, null: none) is no earlier than another. */
const lasts = (until: number | null, other: number | null): boolean => earlier(until, other) === other;

/**
 * Whether the target has something here that stays until `until` (ms, null: for ever), by the connector's answer to the newest order of the place, or from
 * before any order, where the law lets that stay as long.
 */
export const stands = (bundle: Bundle, place: Adoptable & Answerable, until: number | null): boolean =>
  place.answered >= place.token &&
  (isAdopted(bundle, place, until === null ? Number.MAX_SAFE_INTEGER : until - 1) ||
    place.grants.some((grant) => lasts(grant.until, until)));

/** Without what a request gave. */
export const withoutRequest = (grants: readonly DesiredGrant[], request: string): DesiredGrant[] =>
  grants.filter((grant) => grant.request !== request);

/** Without what one clearance gave. */
export const withoutClearance = (grants: readonly DesiredGrant[], clearance: string): DesiredGrant[] =>
  grants.filter((grant) => grant.clearance !== clearance);

/** Without what is over at `at` (ms). */
export const withoutOverdue = (grants: readonly DesiredGrant[], at: number): DesiredGrant[] =>
  grants.filter(({ until }) => until === null || until > at);

/** What both we want and the target has: a clearance that has left a state is spent and never comes back. */
export const surviving = (
  wanted: readonly DesiredGrant[],
  present: readonly DesiredGrant[],
): DesiredGrant[] => wanted.filter(({ clearance }) => present.some((grant) => grant.clearance === clearance));

/** The grants that a place has no more. */
export const grantsLeft = (before: readonly DesiredGrant[], after: readonly DesiredGrant[]): DesiredGrant[] =>
  before.filter((grant) => !after.some(({ clearance }) => clearance === grant.clearance));

/** Whose grants these are. */
export const requestsOf = (grants: readonly DesiredGrant[]): string[] => grants.map(({ request }) => request);

/**
 * Whether the connector has said after `runOut` (ms) what it has at a place that is to lack a clearance: nothing that the clearance could
 * still have brought there is missing from that. Where nothing was ever ordered it has not: only its word on that frees what is reserved.
 */
export const isConfirmed = (
  { token, answered, answeredAt, grants }: Answerable & { readonly answeredAt: number | null },
  clearance: string,
  runOut: number,
): boolean =>
  grants.some((grant) => grant.clearance === clearance) ||
  (answered >= token && answeredAt !== null && answeredAt > runOut);

/** When the next grant of a place is over (ms), or null. */
export function soonestEnd(grants: readonly DesiredGrant[]): number | null {
  const ends = grants.flatMap(({ until }) => (until === null ? [] : [until]));
  return ends.length === 0 ? null : Math.min(...ends);
}
