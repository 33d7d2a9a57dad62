import { Type, type Static } from 'typebox';
import { AboutRequest, ConflictSummary } from '../access.js';
import { Hash } from '../ids.js';

const Code = Type.String({ pattern: '^[A-Z][A-Z0-9_]{2,60}$' });
const Why = Type.Object(
  { code: Code, message: Type.String({ maxLength: 600 }) },
  { additionalProperties: false },
);

/** A final no, with every conflict, the rule and the path of each leg. */
export const Vetoed = Type.Object(
  {
    ...AboutRequest,
    ha: Type.Union([Hash, Type.Null()]),
    conflicts: Type.Array(ConflictSummary, { maxItems: 100 }),
    reasons: Type.Array(Why, { minItems: 1, maxItems: 50 }),
  },
  { additionalProperties: false },
);
export type Vetoed = Static<typeof Vetoed>;

/** Neither yes nor no: something needed to judge is missing. Never becomes a yes by waiting alone. */
export const Held = Type.Object(
  { ...AboutRequest, reasons: Type.Array(Why, { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
);
export type Held = Static<typeof Held>;

/** A clearance, or a reservation with all that rests on it, counts no longer; what was applied on it is to be removed. */
export const Withdrew = Type.Object(
  {
    ...AboutRequest,
    clearance: Type.Union([Hash, Type.Null()]),
    reasons: Type.Array(Why, { minItems: 1, maxItems: 50 }),
  },
  { additionalProperties: false },
);
export type Withdrew = Static<typeof Withdrew>;
