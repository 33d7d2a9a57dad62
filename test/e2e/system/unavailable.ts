/**
 * How a test says in its name that this machine cannot run it: whatever becomes of it, the test command counts it as neither passed nor failed. Empty
 * where it can.
 */
export const unless = (lacks: string | null): string =>
  lacks === null ? '' : ` (unavailable: ${lacks} is not installed)`;
