import { CountersignError } from '@countersign/contracts';

/** Bytes are not the one JSON text we accept: BOM, duplicate or dangerous keys, depth, numbers that lose value, trailing data. */
export class MalformedJson extends CountersignError {
  readonly code = 'MALFORMED_JSON';
  readonly retriable = false;
}

/** A signed document is not in the one form we accept (encoding, header members, size). */
export class MalformedDocument extends CountersignError {
  readonly code = 'MALFORMED_DOCUMENT';
  readonly retriable = false;
}

/** The key is not what it claims to be, or too weak to be used. */
export class BadKey extends CountersignError {
  readonly code = 'BAD_KEY';
  readonly retriable = false;
}

/** The signature does not verify. */
export class BadSignature extends CountersignError {
  readonly code = 'BAD_SIGNATURE';
  readonly retriable = false;
}

/** The registry at hand does not know the key. A newer registry may be on its way, so a retry can help. */
export class UnknownKey extends CountersignError {
  readonly code = 'UNKNOWN_KEY';
  readonly retriable = true;
}

/** The key is known, but not for this type of statement, this signer, or this time. */
export class KeyNotAllowed extends CountersignError {
  readonly code = 'KEY_NOT_ALLOWED';
  readonly retriable = false;
}

/** It came so long after its key had ended that its date proves nothing. What vouches for it may be on its way, so a retry can help. */
export class KeyRetired extends CountersignError {
  readonly code = 'KEY_RETIRED';
  readonly retriable = true;
}

/** A document of another deployment: never valid here. */
export class ForeignDeployment extends CountersignError {
  readonly code = 'FOREIGN_DEPLOYMENT';
  readonly retriable = false;
}

/** A valid document where another kind is expected. */
export class UnexpectedType extends CountersignError {
  readonly code = 'UNEXPECTED_TYPE';
  readonly retriable = false;
}

/** Fewer than the threshold of distinct custodians signed, or a signature among them is wrong. */
export class NotCustodial extends CountersignError {
  readonly code = 'NOT_CUSTODIAL';
  readonly retriable = false;
}

/** A document of the custodians is larger than what can be published; nobody signs it. */
export class DocumentTooLarge extends CountersignError {
  readonly code = 'DOCUMENT_TOO_LARGE';
  readonly retriable = false;
}

/** The bundle or registry has run out; nothing new is granted by it. */
export class RunOut extends CountersignError {
  readonly code = 'RUN_OUT';
  readonly retriable = false;
}

/** The bundle contradicts itself; nothing is judged by it. */
export class InconsistentBundle extends CountersignError {
  readonly code = 'INCONSISTENT_BUNDLE';
  readonly retriable = false;
}

/** What evidence can lack. Each is a refusal with its reason; none is ever a yes. */
export type EvidenceCode =
  | 'EVIDENCE_MISSING'
  | 'EVIDENCE_MISMATCH'
  | 'CLEARANCE_LINE_MISSING'
  | 'EXPANSION_DIFFERS'
  | 'ROUTE_DIFFERS'
  | 'QUORUM_NOT_MET'
  | 'VOTED_NO'
  | 'CLEARED_TOO_EARLY'
  | 'WORKER_LEFT'
  | 'BIRTHRIGHT_NOT_FOUND'
  | 'ACCOUNT_NOT_THEIRS'
  | 'BUNDLE_TOO_OLD'
  | 'REGISTRY_TOO_OLD'
  | 'UNTIL_TOO_LATE'
  | 'APPLY_BEFORE_TOO_LATE'
  | 'WRONG_SYSTEM'
  | 'VOTE_INVALID';

/** The evidence behind a grant does not carry it. `code` says what is wrong. */
export class EvidenceError extends CountersignError {
  readonly retriable = false;

  constructor(
    readonly code: EvidenceCode,
    message: string,
    options: ConstructorParameters<typeof CountersignError>[1] = {},
  ) {
    super(message, options);
  }
}

/** Nothing that is known shows that a no is its voter's own. What shows it may be on its way, so a retry can help; until then it ends nothing. */
export class DenialUnproven extends CountersignError {
  readonly code = 'DENIAL_UNPROVEN';
  readonly retriable = true;
}

/** The request names something that the bundle does not know, or cannot be brought down to lines. */
export class CannotExpand extends CountersignError {
  readonly code = 'CANNOT_EXPAND';
  readonly retriable = false;
}

/** Why a scope cannot be given. Closed: those who ask rely on these codes. */
export type ScopeCode =
  | 'SCOPE_DIMENSION_UNKNOWN'
  | 'SCOPE_NOT_ENFORCED'
  | 'SCOPE_REQUIRED'
  | 'SCOPE_VALUE_UNSAFE'
  | 'SCOPE_VALUE_UNKNOWN'
  | 'PERMISSION_AMBIGUOUS';

/** What is asked cannot be kept within the scope that it is asked for; what no target enforces would be a lie. */
export class ScopeRefused extends CountersignError {
  readonly retriable = false;

  constructor(
    readonly code: ScopeCode,
    message: string,
  ) {
    super(message);
  }
}

/** No route, or none that eligible people could meet. */
export class NoRoute extends CountersignError {
  readonly code = 'NO_ROUTE';
  readonly retriable = false;
}
