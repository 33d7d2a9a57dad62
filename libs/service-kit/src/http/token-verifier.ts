import { type Clock, CountersignError } from '@countersign/contracts';
import { type JWSHeaderParameters, errors, jwtVerify } from 'jose';
import { type TokenFlaw, TokenRefused } from './access.errors.js';
import type { Caller } from './caller.js';
import { type KeyFinder, type ProviderOptions, providerKeys } from './provider-keys.js';
import { callerFrom } from './token-claims.js';

export interface TokenVerifierOptions extends ProviderOptions {
  /** What `aud` must name. */
  readonly audience: string;
  readonly clock: Clock;
  /** Oldest `iat` accepted, seconds. Default 3600: an access token is no session. */
  readonly maxAgeSeconds?: number;
}

/** Judges access tokens (RFC 9068) of one issuer for one audience. */
export interface TokenVerifier {
  /** Throws `TOKEN_REFUSED`, or `IDENTITY_PROVIDER_UNAVAILABLE` when nobody can say. */
  verify(token: string): Promise<Caller>;
}

/** Asymmetric ones only, of which jose refuses weak keys; never `none`, never a shared secret. */
const algorithms = ['RS256', 'ES256', 'EdDSA', 'Ed25519'];
/** Header members that are accepted at all: the keys come from the pinned issuer, never from the token. */
const members = new Set(['alg', 'kid', 'typ', 'x5t', 'x5t#S256']);
const compact = /^[\w-]{2,2048}\.[\w-]{2,12288}\.[\w-]{16,1024}$/;
const kidForm = /^[!-~]{1,128}$/;
/** Difference of clocks that is nobody's fault, seconds. */
const clockTolerance = 5;

function refuseHeader(header: JWSHeaderParameters): void {
  const strange = Object.keys(header).some((member) => !members.has(member));
  if (strange || typeof header.kid !== 'string' || !kidForm.test(header.kid))
    throw new TokenRefused('header');
}

type JoseError = abstract new (...args: never[]) => Error;

/** jose's words in ours. What is not listed is a form that jose could not read. */
const flaws: readonly (readonly [JoseError, TokenFlaw])[] = [
  [errors.JWTExpired, 'expired'],
  [errors.JWSSignatureVerificationFailed, 'signature'],
  [errors.JOSEAlgNotAllowed, 'algorithm'],
  [errors.JOSENotSupported, 'algorithm'],
  [errors.JWKSNoMatchingKey, 'key'],
  [errors.JWKSMultipleMatchingKeys, 'key'],
  // a key too weak for its algorithm
  [TypeError, 'key'],
];

const claimFlaws: Readonly<Record<string, TokenFlaw>> = {
  typ: 'typ',
  iss: 'iss',
  aud: 'aud',
  nbf: 'time',
  iat: 'time',
};

function flawOf(error: unknown): TokenFlaw {
  if (!(error instanceof errors.JWTClaimValidationFailed))
    return flaws.find(([kind]) => error instanceof kind)?.[1] ?? 'form';
  const flaw = claimFlaws[error.claim] ?? 'claims';
  return flaw === 'time' && error.reason !== 'check_failed' ? 'claims' : flaw;
}

/** A verifier that fetches and keeps the issuer's keys. Throws at once when the issuer's URL is not acceptable. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clock, maxAgeSeconds = 3600 } = options;
  const find = providerKeys(options);
  const key: KeyFinder = (header, token) => {
    refuseHeader(header);
    return find(header, token);
  };
  const verify = async (token: string): Promise<Caller> => {
    if (!compact.test(token)) throw new TokenRefused('form');
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms,
        issuer,
        audience,
        typ: 'at+jwt',
        maxTokenAge: maxAgeSeconds,
        clockTolerance,
        currentDate: new Date(clock.now()),
      });
      return callerFrom(payload);
    } catch (error) {
      throw error instanceof CountersignError ? error : new TokenRefused(flawOf(error), error);
    }
  };
  return { verify };
}
