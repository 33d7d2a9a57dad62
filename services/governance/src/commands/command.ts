import type { Clock } from '@countersign/contracts';

/** What a command is given: its arguments, where results go, and the time. What goes wrong it throws. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly print: (line: string) => void;
  readonly clock: Clock;
}

/** A bundle or registry that is not told otherwise is valid for so long; then nothing is granted by it. */
export const defaultValidDays = 90;
