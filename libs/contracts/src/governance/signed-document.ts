import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false };

/**
 * Largest document of the custodians with its signatures, in bytes: what a Kafka broker takes as one record unless it was set up otherwise
 * (1 MiB), less room for the record's key and headers. Checked when it is signed, so that nobody signs what cannot be published.
 */
export const maxGovernanceBytes = 1_000_000;

const Base64url = Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: maxGovernanceBytes });

/** JWS, general JSON serialisation (RFC 7515, section 7.2.1): one payload, several custodians' signatures. */
export const CustodialDocument = Type.Object(
  {
    payload: Base64url,
    signatures: Type.Array(Type.Object({ protected: Base64url, signature: Base64url }, closed), {
      minItems: 1,
      maxItems: 16,
    }),
  },
  closed,
);
export type CustodialDocument = Static<typeof CustodialDocument>;

export const bundleType = 'governance.bundle.v1';
export const registryType = 'governance.keys.v1';
