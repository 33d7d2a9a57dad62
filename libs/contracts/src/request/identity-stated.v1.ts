import { Type, type Static } from 'typebox';

/** The compact JWS with which a source signed an event; binds the event's attributes and the digest of its data. */
const Signature = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 4096,
});

/** A fact about an identity in the source's own bytes. Gives power only when `signature` verifies against the source's key. */
export const IdentityStated = Type.Object(
  {
    source: Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' }),
    id: Type.String({ minLength: 1, maxLength: 128 }),
    type: Type.String({ pattern: '^[a-z][a-z0-9.-]{1,60}\\.v[1-9][0-9]?$' }),
    subject: Type.String({ maxLength: 128 }),
    time: Type.String({ maxLength: 40 }),
    data: Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: 65536, description: 'the bytes, base64url' }),
    signature: Type.Union([Signature, Type.Null()]),
  },
  { additionalProperties: false },
);
export type IdentityStated = Static<typeof IdentityStated>;

/**
 * A source has stated everything it knew at the instant in its heartbeat, in its own bytes and under its own signature: without one, anybody
 * could make old word look fresh.
 */
export const SourceConfirmed = Type.Object(
  { ...Type.Omit(IdentityStated, ['type', 'signature']).properties, signature: Signature },
  { additionalProperties: false },
);
export type SourceConfirmed = Static<typeof SourceConfirmed>;

/** Payload of the source's signature over an event. */
export const SourceSignature = Type.Object(
  {
    dep: Type.String(),
    id: Type.String(),
    source: Type.String(),
    type: Type.String(),
    subject: Type.String(),
    time: Type.String(),
    digest: Type.String(),
  },
  { additionalProperties: false },
);
export type SourceSignature = Static<typeof SourceSignature>;
