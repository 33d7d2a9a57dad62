import { CountersignError, cut } from '@countersign/contracts';
import { Unavailable } from '../persistence/errors.js';
import { isDatabaseUnavailable, sqlState } from '../persistence/sql-state.js';
import { LeaseLost } from './errors.js';

/** What to do with work that failed. */
export type Failure =
  /** Something that the process needs is away: all of it again, for as long as it takes. */
  | { readonly kind: 'unavailable' }
  /** The process must end. */
  | { readonly kind: 'fatal' }
  /** The record again, later, a bounded number of times. */
  | { readonly kind: 'retriable'; readonly code: string; readonly message: string }
  /** The record never again by itself. */
  | { readonly kind: 'poison'; readonly code: string; readonly message: string };

const maxMessageLength = 1_000;
/** Data and constraint errors: the same statement with the same values fails again. */
const badData = /^(22|23)/;

const sentence = (error: unknown): string =>
  cut(error instanceof Error ? error.message : String(error), maxMessageLength);

/**
 * Sorts failures. Coded errors say themselves whether a retry can help; a database that is away says so by its SQLSTATE; of other
 * database errors, wrong data stays wrong and the rest may pass; whatever else is thrown is a fault of the code, and stays one.
 */
export function classify(error: unknown): Failure {
  if (error instanceof LeaseLost) return { kind: 'fatal' };
  if (error instanceof Unavailable) return { kind: 'unavailable' };
  const message = sentence(error);
  if (error instanceof CountersignError)
    return { kind: error.retriable ? 'retriable' : 'poison', code: error.code, message };
  if (isDatabaseUnavailable(error)) return { kind: 'unavailable' };
  const state = sqlState(error);
  if (state === undefined) return { kind: 'poison', code: 'HANDLER_FAULT', message };
  return {
    kind: badData.test(state) ? 'poison' : 'retriable',
    code: 'DATABASE_REFUSED',
    message: `${state}: ${message}`,
  };
}
