import { sqlState } from '@countersign/service-kit/persistence';

const is = (error: unknown, ...states: readonly string[]) => states.includes(sqlState(error) ?? '');

/** Somebody changed the same at the same time (serialization, deadlock, a name, a row of the catalogue): made again at once, it goes well. */
export const isCollision = (error: unknown): boolean =>
  is(error, '40001', '40P01', '23505') ||
  (is(error, 'XX000') && /concurrently/.test((error as Error).message));

/** Somebody or something keeps this one change from being made: a lock, a statement that was cancelled, a name that stays taken. */
export const isKeptOff = (error: unknown): boolean => is(error, '55P03', '57014', '23505');

/** The connection, resources, an operator, the system (classes 08, 53, 57P, 58). */
const notItself = /^(08|53|57P|58)/;

/** Whether a failure says nothing about what the target does the next time: no refusal. */
export const isByChance = (error: unknown): boolean =>
  isCollision(error) || isKeptOff(error) || notItself.test(sqlState(error) ?? '');
