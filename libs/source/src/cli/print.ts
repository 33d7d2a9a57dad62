import type { Writable } from 'node:stream';
import type { Print } from './commands.js';

/**
 * Prints lines to a stream until nobody reads it any more, `| head` for one. From then on nothing is printed, and what the command is doing
 * goes on: its exit code says how it ended.
 */
export function printTo(stream: Writable): Print {
  let read = true;
  stream.on('error', () => (read = false));
  return (line) => {
    if (read) stream.write(`${line}\n`);
  };
}
