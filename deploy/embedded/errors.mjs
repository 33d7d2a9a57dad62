// Errors of the embedded start and of the generators: one class per code; the message is the sentence a person reads.
// Plain ES module, because it runs before anything of ours is built.

/** What can stop a start or a generator. `code` is stable; `retriable` says whether doing the same again can help. */
export class EmbeddedError extends Error {
  /**
   * @param {string} code SCREAMING_SNAKE, stable
   * @param {string} message lower case, no final period, input in backticks
   * @param {{ retriable?: boolean, details?: Record<string, unknown>, cause?: unknown }} [about]
   */
  constructor(code, message, { retriable = false, details = {}, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.retriable = retriable;
    this.details = details;
  }
}

/** `deploy/duties.yaml` is malformed or contradicts itself. Every problem found is listed in `details.problems`. */
export class DutiesInvalidError extends EmbeddedError {
  /** @param {string} file @param {string[]} problems at least one */
  constructor(file, problems) {
    super('DUTIES_INVALID', `\`${file}\` is not valid: ${problems.join('; ')}`, { details: { problems } });
  }
}

/** An environment variable is missing or wrong; the message names it. */
export class SettingInvalidError extends EmbeddedError {
  /** @param {string} variable @param {string} problem what is wrong and what to set */
  constructor(variable, problem) {
    super('SETTING_INVALID', `${variable} ${problem}`, { details: { variable } });
  }
}

/** A tool this machine needs is missing or too old; the message says what to install or which variable replaces it. */
export class ToolMissingError extends EmbeddedError {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super('TOOL_MISSING', message, { cause });
  }
}

/** A process did not start, or ended before it was ready; `details.log` holds the last lines it wrote. */
export class ProcessFailedError extends EmbeddedError {
  /** @param {string} name @param {string} problem @param {string} [log] */
  constructor(name, problem, log = '') {
    super('PROCESS_FAILED', `${name} ${problem}${log ? `; its last lines:\n${log}` : ''}`, {
      retriable: true,
      details: { name, log },
    });
  }
}

/** Something asked of a running system cannot be done: no such process, no system running. */
export class SystemUnavailableError extends EmbeddedError {
  /** @param {string} message @param {unknown} [cause] */
  constructor(message, cause) {
    super('SYSTEM_UNAVAILABLE', message, { cause });
  }
}

/** Signing in at the demonstration's OpenID provider was refused, or went another way than expected. */
export class SignInFailedError extends EmbeddedError {
  /** @param {string} message */
  constructor(message) {
    super('SIGN_IN_FAILED', message);
  }
}
