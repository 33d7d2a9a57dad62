import { AskedItem, BeneficiaryId, Drops, Instant, Reason, validator } from '@countersign/contracts';
import { Type } from 'typebox';

const AskedForSchema = Type.Object(
  {
    beneficiary: BeneficiaryId,
    items: Type.Array(AskedItem, { minItems: 1, maxItems: 50, uniqueItems: true }),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
    drops: Type.Optional(Drops),
    allOrNothing: Type.Optional(Type.Boolean()),
    reason: Reason,
  },
  { additionalProperties: false },
);
/** What a caller may say of a request; who asks is the caller, never the body. */
export type AskedFor = Type.Static<typeof AskedForSchema>;
/** Throws `SCHEMA_VIOLATION`. */
export const parseAskedFor = validator('request', AskedForSchema);
