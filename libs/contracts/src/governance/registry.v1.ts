import { Type, type Static } from 'typebox';
import { KeyId, MillisSchema } from '../ids.js';
import { DeploymentId, Principal } from '../statement.js';

const closed = { additionalProperties: false };

/** A public Ed25519 key: who signs with it, which types, and when. `until` null: as long as the registry is valid. */
export const RegisteredKey = Type.Object(
  {
    kid: KeyId,
    x: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    signer: Principal,
    types: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 40 }),
    from: MillisSchema,
    until: Type.Union([MillisSchema, Type.Null()]),
  },
  closed,
);
export type RegisteredKey = Static<typeof RegisteredKey>;

/** All keys of a deployment, signed by its custodians. A verifier keeps the highest number seen and accepts no lower. */
export const KeyRegistryDocument = Type.Object(
  {
    deployment: DeploymentId,
    number: Type.Integer({ minimum: 1 }),
    issued: MillisSchema,
    validUntil: MillisSchema,
    keys: Type.Array(RegisteredKey, { minItems: 1, maxItems: 500 }),
  },
  closed,
);
export type KeyRegistryDocument = Static<typeof KeyRegistryDocument>;
