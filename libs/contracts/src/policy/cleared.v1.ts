import { Type, type Static } from 'typebox';
import { AboutRequest, Line, RootEpoch } from '../access.js';
import { Hash, MillisSchema } from '../ids.js';

/** Policy's final yes, on a reservation, to be applied before `applyBefore` (at most 60 s after signing) and once per line. */
export const Cleared = Type.Object(
  {
    ...AboutRequest,
    ha: Hash,
    approval: Type.Union([Hash, Type.Null()]),
    lines: Type.Array(Line, { minItems: 1, maxItems: 250 }),
    roots: Type.Array(RootEpoch, { maxItems: 256 }),
    reservation: Type.String({ pattern: '^v-[A-Za-z0-9_-]{22}$' }),
    until: Type.Union([MillisSchema, Type.Null()]),
    applyBefore: MillisSchema,
    bundleAtLeast: Type.Integer({ minimum: 1 }),
    registryAtLeast: Type.Integer({ minimum: 1 }),
  },
  { additionalProperties: false },
);
export type Cleared = Static<typeof Cleared>;

/** A clearance lives at most this long: it is a freshness token, not a licence. */
export const clearanceLifeMs = 60_000;

/**
 * How far (ms) the clocks of those who sign, use and watch a clearance may be apart. Policy frees a slot, and provisioning asks for the word that does so,
 * by the same number: else it would never come.
 */
export const clearanceSkewMs = 5_000;
