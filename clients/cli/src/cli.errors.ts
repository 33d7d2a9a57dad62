import { CountersignError } from '@countersign/contracts';

/** The command line is not one that we know. The sentence says what to write instead. */
export class UsageError extends CountersignError {
  readonly code = 'CLI_USAGE';
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

/** The login at the OpenID provider did not lead to a token. */
export class LoginFailed extends CountersignError {
  readonly code = 'CLI_LOGIN_FAILED';
  readonly retriable = false;
}
