import { SchemaViolation, validator } from '@countersign/contracts';
import { type Static, Type } from 'typebox';
import { TokenRefused } from './access.errors.js';
import type { Actor, Caller } from './caller.js';

const Name = Type.String({ minLength: 1, maxLength: 255 });
const Seconds = Type.Number({ minimum: 0, maximum: 4_102_444_800 });

/** RFC 9068 §2.2; other claims may stand beside these and mean nothing to us. */
const Claims = Type.Object({
  iss: Type.String({ minLength: 1, maxLength: 2048 }),
  sub: Name,
  aud: Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 32 })]),
  client_id: Name,
  jti: Name,
  iat: Seconds,
  exp: Seconds,
  nbf: Type.Optional(Seconds),
  scope: Type.Optional(
    Type.String({ pattern: '^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$', minLength: 1, maxLength: 4096 }),
  ),
  act: Type.Optional(Type.Unknown()),
});
type Claims = Static<typeof Claims>;
const validate = validator('access token', Claims);

const Act = Type.Object({ sub: Name, iss: Type.Optional(Name), act: Type.Optional(Type.Unknown()) });
const validateAct = validator('act claim', Act);
/** A person, her agent, and three agents after it; a longer chain is nobody's intent. */
const maxActors = 4;

function actorsOf(claims: Claims): Actor[] {
  const actors: Actor[] = [];
  for (let act = claims.act; act !== undefined;) {
    if (actors.length === maxActors) throw new TokenRefused('act');
    const { sub, iss, act: before } = validateAct(act);
    actors.push({ issuer: iss ?? claims.iss, subject: sub });
    act = before;
  }
  return actors;
}

/** The caller that verified claims speak of. Throws {@link TokenRefused} when a claim is missing or of another type. */
export function callerFrom(payload: unknown): Caller {
  try {
    const claims = validate(payload);
    return {
      issuer: claims.iss,
      subject: claims.sub,
      clientId: claims.client_id,
      scopes: claims.scope?.split(' ') ?? [],
      actors: actorsOf(claims),
      isClient: claims.sub === claims.client_id,
      tokenId: claims.jti,
    };
  } catch (error) {
    throw error instanceof SchemaViolation ? new TokenRefused('claims', error) : error;
  }
}
