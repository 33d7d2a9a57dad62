import { CountersignError } from '@countersign/contracts';

/** No bearer token came with the request. */
export class TokenMissing extends CountersignError {
  readonly code = 'TOKEN_MISSING';
  readonly retriable = false;
}

/** Why a token is refused; for logs and for the caller's own developers. */
export type TokenFlaw =
  | 'form'
  | 'header'
  | 'algorithm'
  | 'key'
  | 'signature'
  | 'typ'
  | 'iss'
  | 'aud'
  | 'expired'
  | 'time'
  | 'claims'
  | 'act';

/** A token came and is not accepted. Never says more than the kind of flaw. */
export class TokenRefused extends CountersignError {
  readonly code = 'TOKEN_REFUSED';
  readonly retriable = false;

  constructor(
    readonly flaw: TokenFlaw,
    cause?: unknown,
  ) {
    super(`the access token is not accepted: \`${flaw}\``, { details: { flaw }, cause });
  }
}

/** The caller is known, but the token does not hold the scope that the route demands. */
export class ScopeMissing extends CountersignError {
  readonly code = 'SCOPE_MISSING';
  readonly retriable = false;

  constructor(readonly scope: string) {
    super(`this needs the scope \`${scope}\``, { details: { scope } });
  }
}

/** The provider's keys cannot be had, so no token can be judged. Nobody is let in meanwhile. */
export class IdentityProviderUnavailable extends CountersignError {
  readonly code = 'IDENTITY_PROVIDER_UNAVAILABLE';
  readonly retriable = true;
}

/** A route says neither which scope it needs nor that it is public, or says both, or needs a verifier that is not there. Found at start. */
export class UnguardedRoute extends CountersignError {
  readonly code = 'UNGUARDED_ROUTE';
  readonly retriable = false;
}
