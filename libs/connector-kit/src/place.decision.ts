import type {
  AccountName,
  DesiredState,
  Hash,
  Line,
  Millis,
  Permission,
  RequestId,
} from '@countersign/contracts';
import type { Answered } from '@countersign/contracts/connector';

/** What tokens count for: one permission on one account of the target. */
export interface Place {
  readonly account: AccountName;
  readonly permission: Permission;
}

/**
 * What the target remembers of a place. Written in the transaction of the effect, so that it is lost only together with it.
 * `settled` false: removals are done, additions still wait for evidence, and `answer` is what can be said so far.
 */
export interface PlaceMemory {
  readonly token: number;
  readonly order: Hash;
  readonly state: DesiredState;
  readonly answer: Answered;
  readonly settled: boolean;
}

/** Why the target takes no addition here. Never a reason against a removal. */
export interface Barrier {
  readonly code: string;
  readonly message: string;
}

/** A place as the target knows it, read under the place's lock. `held`: by whomever it was given, within reach or not. */
export interface PlaceFacts {
  readonly memory: PlaceMemory | null;
  readonly spent: ReadonlySet<Hash>;
  readonly held: boolean;
  readonly barrier: Barrier | null;
}

/** What the evidence carries for one grant; the connector checked it itself. Times in ms. */
export interface CarriedGrant {
  readonly request: RequestId;
  readonly line: Line;
  readonly from: Millis;
  readonly until: Millis | null;
  readonly applyBefore: Millis;
}

/**
 * The connector's own verification of one grant. `missing`: something needed is not there yet (documents, a newer bundle or key
 * registry), so that waiting can help; `refused`: it never will.
 */
export type Verdict =
  | { readonly kind: 'verified'; readonly grant: CarriedGrant; readonly hashes: readonly Hash[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'missing'; readonly code: string };

/** What is to be done to the permission itself. `add` and `remove` are idempotent; `remove` ends the account's sessions too. */
export type Effect = 'none' | 'add' | 'remove';

/** Nobody says that the permission is to be there. */
export const isEmpty = (state: DesiredState): boolean => state.grants.length === 0 && !state.adopted;

/** The earlier of two ends; null is without end. */
export const earlier = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Whether an end has come. The instant itself is outside: windows are half-open. */
export const isOver = (until: Millis | null, now: Millis): boolean => until !== null && until <= now;
