import { Logger } from '@nestjs/common';

/** Called with what a process cannot go on after. */
export type OnFatal = (error: unknown) => void;

/** Logs and ends the process at once, exit code 70 (sysexits.h: a failure inside), as `runService` ends one: whoever launched it starts it anew. What was not committed did not happen. */
export const endProcess: OnFatal = (error) => {
  new Logger('Process').fatal('this process cannot go on and ends', error);
  process.exit(70);
};
