import { Type, type Static } from 'typebox';
import { AboutRequest } from '../access.js';
import { Hash, MillisSchema } from '../ids.js';

/** A vote in its voter's own bytes (compact JWS). */
export const SignedVote = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: 8192,
});
const about = { ...AboutRequest, ha: Hash };

/** The route is met; the votes speak for themselves, this statement only gathers them. */
export const Approved = Type.Object(
  { ...about, votes: Type.Array(SignedVote, { minItems: 1, maxItems: 64 }) },
  { additionalProperties: false },
);
export type Approved = Static<typeof Approved>;

/** One eligible person said no. */
export const Denied = Type.Object({ ...about, vote: SignedVote }, { additionalProperties: false });
export type Denied = Static<typeof Denied>;

/** Nobody decided in time. */
export const Lapsed = Type.Object({ ...about, deadline: MillisSchema }, { additionalProperties: false });
export type Lapsed = Static<typeof Lapsed>;
