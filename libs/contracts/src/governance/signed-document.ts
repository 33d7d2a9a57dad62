import { Type, type Static } from 'typebox';

const closed = { additionalProperties: false };
const Base64url = Type.String({ pattern: '^[A-Za-z0-9_-]+$', maxLength: 8_000_000 });

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
