import { CountersignError } from '@countersign/contracts';
import { type LocatedProblem, formatProblem } from './problem.js';

/** The sources of a bundle, or a document made of them, are refused. `problems` holds all that was found, in reading order. */
export class PolicyInvalid extends CountersignError {
  readonly code = 'POLICY_INVALID';
  readonly retriable = false;

  constructor(
    what: string,
    readonly problems: readonly LocatedProblem[],
  ) {
    super(`${what} is refused: ${problems.length === 1 ? 'one problem' : `${problems.length} problems`}`, {
      details: { problems: problems.slice(0, 20).map(formatProblem) },
    });
  }
}

/** A file that was named cannot be read, or is not what it should be. */
export class FileUnusable extends CountersignError {
  readonly code = 'FILE_UNUSABLE';
  readonly retriable = false;
}

/** A private key lies where only public keys belong. */
export class PrivateKeyExposed extends CountersignError {
  readonly code = 'PRIVATE_KEY_EXPOSED';
  readonly retriable = false;
}

/** `deploy/duties.yaml` and the keys at hand do not make a registry. */
export class RegistryIncomplete extends CountersignError {
  readonly code = 'REGISTRY_INCOMPLETE';
  readonly retriable = false;
}

/** The document was signed by nobody who may sign it again, or by this custodian already. */
export class SigningRefused extends CountersignError {
  readonly code = 'SIGNING_REFUSED';
  readonly retriable = false;
}

/** A document with this number, or a higher one, is published already and differs. */
export class NumberTaken extends CountersignError {
  readonly code = 'NUMBER_TAKEN';
  readonly retriable = false;
}

/** The broker could not be reached or refused; doing the same again may help. */
export class PublishingFailed extends CountersignError {
  readonly code = 'PUBLISHING_FAILED';
  readonly retriable = true;
}

/** The command line is wrong; the sentence says how it is right. */
export class UsageError extends CountersignError {
  readonly code = 'USAGE';
  readonly retriable = false;
}
