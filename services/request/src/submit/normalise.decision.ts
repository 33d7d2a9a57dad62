import type { AskedItem, IdentityId, RequestId } from '@countersign/contracts';
import type { BirthrightCause } from '@countersign/contracts';
import type { Submitted } from '@countersign/contracts/request';
import {
  type Bundle,
  CannotExpand,
  inForce,
  instant,
  itemName,
  scopeKey,
  sha256,
} from '@countersign/statement';

/** What somebody asks for, before it is normalised. Times are ISO instants; the rest is as it came. */
export interface Wish {
  readonly requester: string;
  readonly actors: readonly string[];
  readonly beneficiary: string;
  readonly items: readonly AskedItem[];
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly drops?: readonly RequestId[] | undefined;
  readonly allOrNothing?: boolean | undefined;
  readonly reason: string;
  readonly source: string;
  readonly cause: BirthrightCause | null;
  /** It was opened by itself, since the law has another version of what it gives up. */
  readonly byLaw?: boolean;
  /** What makes it the same wish when it comes twice, e.g. source and event id, or requester and idempotency key. */
  readonly identity: string;
}

/** Id of the request that a wish becomes: the same wish, however often it comes, is one request. */
export const requestIdOf = (identity: string): RequestId => `r-${sha256(identity).slice(0, 22)}` as RequestId;

/**
 * Normalises a wish: items of the active bundle, roles in their version in force, once each and in order of their names; a window of instants that begins no earlier
 * than `at` (ms); judged by no earlier bundle than that. Throws what `inForce` throws for what the bundle does not give, and `CANNOT_EXPAND` for an empty window.
 */
export function normalise(wish: Wish, bundle: Bundle, at: number): Submitted {
  const items = new Map(
    wish.items
      .map((asked) => inForce(bundle, asked))
      .map((item) => [`${itemName(item)} ${scopeKey(item.scope)}`, item]),
  );
  const from = Math.max(at, wish.from === undefined ? at : instant(wish.from));
  const until = wish.until === undefined ? null : instant(wish.until);
  if (until !== null && until <= from)
    throw new CannotExpand('the window asked for is empty: `until` lies before its start');
  return {
    request: requestIdOf(wish.identity),
    requester: wish.requester as Submitted['requester'],
    actors: wish.actors as Submitted['actors'],
    beneficiary: wish.beneficiary as Submitted['beneficiary'],
    items: [...items.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item),
    window: { from, until },
    drops: [...(wish.drops ?? [])].sort(),
    allOrNothing: wish.allOrNothing ?? false,
    reason: wish.reason,
    source: wish.source as IdentityId,
    cause: wish.cause,
    bundleAtLeast: bundle.number,
  };
}

const contentOf = (item: AskedItem): unknown[] => [
  itemName(item),
  'role' in item ? (item.version ?? null) : null,
  Object.entries(item.scope).sort(),
];

/** What two wishes of one identity must have in common to be the same: all that was asked, not when it arrived. */
export const digestOf = ({ identity, ...wish }: Wish): string =>
  sha256(
    JSON.stringify([
      identity,
      wish.requester,
      wish.actors,
      wish.beneficiary,
      wish.items.map(contentOf),
      wish.from ?? null,
      wish.until ?? null,
      [...(wish.drops ?? [])].sort(),
      wish.allOrNothing ?? false,
      wish.reason,
      wish.source,
    ]),
  );
