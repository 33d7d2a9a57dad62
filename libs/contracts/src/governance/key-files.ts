import { Type, type Static } from 'typebox';
import { KeyId } from '../ids.js';
import { DeploymentId, Principal } from '../statement.js';

const closed = { additionalProperties: false };

/** The trust anchor of a deployment, pinned in every verifier: which people sign its law and keys, and how many of them it takes. */
export const TrustAnchor = Type.Object(
  {
    deployment: DeploymentId,
    threshold: Type.Integer({ minimum: 2, maximum: 16 }),
    custodians: Type.Array(Type.Object({ name: Principal, kid: KeyId, x: Type.String() }, closed), {
      minItems: 2,
      maxItems: 16,
    }),
  },
  closed,
);
export type TrustAnchor = Static<typeof TrustAnchor>;

/** A private Ed25519 key as a process finds it in its key file (JWK, RFC 8037). */
export const PrivateKey = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String(),
    d: Type.String(),
    kid: KeyId,
  },
  closed,
);
export type PrivateKey = Static<typeof PrivateKey>;
