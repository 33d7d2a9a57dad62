import { Type, type Static } from 'typebox';
import { Hash, KeyId, MillisSchema } from './ids.js';

const closed = { additionalProperties: false };

/** Name of a service as it signs: its Kafka principal, e.g. `policy` or `connector-erp`. */
export const Principal = Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' });
export const DeploymentId = Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' });
export const ChainId = Type.String({ pattern: '^[a-z][a-z0-9.-]{0,60}$' });

/** Protected header of every signed document; nothing else is accepted in it. */
export const SignedHeader = Type.Object(
  {
    alg: Type.Literal('Ed25519'),
    kid: KeyId,
    typ: Type.String({ pattern: '^[a-z][a-z0-9.-]{1,60}\\.v[1-9][0-9]?$' }),
  },
  closed,
);
export type SignedHeader = Static<typeof SignedHeader>;

/** What every statement says besides its body. `prev` is the hash of the statement before it in its chain; `seq` counts from 1. */
export const Envelope = Type.Object(
  {
    dep: DeploymentId,
    iss: Principal,
    chain: ChainId,
    seq: Type.Integer({ minimum: 1 }),
    prev: Type.Union([Hash, Type.Null()]),
    iat: MillisSchema,
    body: Type.Unknown(),
  },
  closed,
);
export type Envelope = Static<typeof Envelope>;

/** Heartbeat of a service: its time, how far its chains go, and which bundle and registry it believes. */
export const Alive = Type.Object(
  {
    at: MillisSchema,
    heads: Type.Array(
      Type.Object(
        { chain: ChainId, seq: Type.Integer({ minimum: 0 }), hash: Type.Union([Hash, Type.Null()]) },
        closed,
      ),
      // a system has two chains of provisioning, and a bundle has up to 50 systems
      { maxItems: 256 },
    ),
    bundle: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    registry: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  },
  closed,
);
export type Alive = Static<typeof Alive>;

declare const issued: unique symbol;
/** A checked body that only the owning duty's `issue` entry makes; the one thing that the signer of a service takes. */
export interface Draft<Type extends string = string, Body = unknown> {
  readonly [issued]: true;
  readonly type: Type;
  readonly body: Body;
}
