/** SQLSTATE of a failed statement, or undefined when the error does not come from PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  const { driverError, code } = (error ?? {}) as { driverError?: { code?: unknown }; code?: unknown };
  const state = driverError?.code ?? code;
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** PostgreSQL refused this order of events, not the work: serialization failure, deadlock. Running it again is right. */
export const isConcurrencyFailure = (error: unknown): boolean =>
  ['40001', '40P01'].includes(sqlState(error) ?? '');

/** A lock could not be had, or not without a deadlock: whoever holds it must be let on first. */
export const isLockConflict = (error: unknown): boolean => ['40P01', '55P03'].includes(sqlState(error) ?? '');

/**
 * Classes of SQLSTATE that say nothing about the statement: connection (08), rolled back (40), resources (53), operator
 * intervention (57P), system (58), internal (XX); a lock or an idle transaction that took too long (55P03, 25P03).
 */
const unavailable = /^(08|40|53|57P|58|XX)|^(55P03|25P03)$/;
const brokenSocket = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_|ENOTFOUND)/;
/** What pg and TypeORM say without a code when a connection is gone or cannot be had. */
const lostConnection =
  /query read timeout|connection terminated|connection ended|not queryable|timeout exceeded when trying to connect|driver not connected|queryrunneralreadyreleased|already released/i;

/** Whether the database, not the work, is at fault: then the same work is tried again for as long as it takes. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state) return unavailable.test(state);
  const { code, message, driverError } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    driverError?: { code?: unknown };
  };
  const socket = [code, driverError?.code].find((value): value is string => typeof value === 'string');
  return brokenSocket.test(socket ?? '') || (error instanceof Error && lostConnection.test(String(message)));
}
