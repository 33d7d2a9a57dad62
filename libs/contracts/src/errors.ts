/** What an error may carry besides its sentence: identifiers and numbers for operators, never personal data or secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface ErrorOptions {
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * Base of every error that Countersign throws. One class a code.
 *
 * `code` is stable and SCREAMING_SNAKE; `retriable` says whether the very same input can succeed later (then it is
 * redelivered with backoff) or not (then it is quarantined at once). A refusal by policy is neither: it is an outcome.
 */
export abstract class CountersignError extends Error {
  abstract readonly code: string;
  abstract readonly retriable: boolean;
  readonly details: ErrorDetails;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
  }
}

/** Data from outside does not fit its published schema. Never retriable: the same bytes stay wrong. */
export class SchemaViolation extends CountersignError {
  readonly code = 'SCHEMA_VIOLATION';
  readonly retriable = false;
}

/** A type or version that this build does not know. Denied or quarantined, never skipped. */
export class UnknownType extends CountersignError {
  readonly code = 'UNKNOWN_TYPE';
  readonly retriable = false;
}
