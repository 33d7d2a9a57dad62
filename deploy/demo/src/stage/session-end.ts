import type { EventEmitter } from 'node:events';
import { eventually } from './eventually.js';

/**
 * Watches an open session from now on. Asked for the end, it gives the words that PostgreSQL ended the session with, or throws
 * {@link NeverHappened} when it goes on.
 */
export function watchSession(session: EventEmitter): (withinMs?: number) => Promise<string> {
  let words: string | undefined;
  session.once('error', (error: Error) => (words = error.message));
  return (withinMs) => eventually('her open session to be ended', () => Promise.resolve(words), withinMs);
}
