import { CountersignError } from '@countersign/contracts';

/** The command line is not one that we know. The sentence says what to write instead. */
export class UsageError extends CountersignError {
  readonly code = 'CLI_USAGE';
  readonly retriable = false;
}

/** A file that an option names is not there, not readable, or not what the option takes. */
export class BadFile extends CountersignError {
  readonly code = 'CLI_BAD_FILE';
  readonly retriable = false;
}

/** A service answered with a problem (RFC 9457). `code` is the service's own stable code. */
export class ServiceRefused extends CountersignError {
  readonly retriable: boolean;

  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.retriable = status === 429 || status >= 500;
  }
}

/** Nothing of ours answers at an address: nobody, not in time, or not in JSON. */
export class NoAnswer extends CountersignError {
  readonly code = 'CLI_NO_ANSWER';
  readonly retriable = true;
}

/** The inbox shows documents that do not belong together: nothing of it may be voted for. */
export class TaskNotBound extends CountersignError {
  readonly code = 'CLI_TASK_NOT_BOUND';
  readonly retriable = false;
}

/** The inbox holds nothing under a hash, or the service hands out something else for it: decided by others, withdrawn, assessed anew, or never this person's. */
export class NothingToDecide extends CountersignError {
  readonly code = 'CLI_NOTHING_TO_DECIDE';
  readonly retriable = false;
}

/** The login at the OpenID provider did not lead to a token. */
export class LoginFailed extends CountersignError {
  readonly code = 'CLI_LOGIN_FAILED';
  readonly retriable = false;
}
