/**
 * Base of every error this library throws. Expected refusals (veto, hold) are never thrown: they are part
 * of a judgement. Nothing here is helped by a retry: the same input fails the same way.
 */
export abstract class ConflictsError extends Error {
  /** Stable, SCREAMING_SNAKE; never reused for another meaning. */
  abstract readonly code: string;
  /** Whether the same call can succeed later. */
  readonly retriable: boolean = false;
  /** What the message speaks of, as data. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}

/** The instant of judgement is not an integer of milliseconds within the range of `Date`. */
export class InstantError extends ConflictsError {
  readonly code = 'CONFLICTS_BAD_INSTANT';

  constructor(at: unknown) {
    super(`instant of judgement \`${String(at)}\` is not an integer of milliseconds since the epoch`, { at });
  }
}

/** An expansion was asked of an id that the matrix does not know. */
export class UnknownItemError extends ConflictsError {
  readonly code = 'CONFLICTS_UNKNOWN_ITEM';

  constructor(item: string) {
    super(`\`${item}\` is neither an entitlement nor a role of this bundle`, { item });
  }
}
