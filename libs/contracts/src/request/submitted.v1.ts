import { Type, type Static } from 'typebox';
import { BirthrightCause, Drops, Item, Window } from '../access.js';
import { ActorId, BeneficiaryId, IdentityId, Reason, RequestId, RequesterId } from '../ids.js';

/** What was asked, as it was normalised. The hash of this statement's bytes is h(r): whatever changes is another request. */
export const Submitted = Type.Object(
  {
    request: RequestId,
    requester: RequesterId,
    actors: Type.Array(ActorId, { maxItems: 8, description: 'who acted for the requester, nearest last' }),
    beneficiary: BeneficiaryId,
    items: Type.Array(Item, { minItems: 1, maxItems: 50 }),
    window: Window,
    drops: Drops,
    allOrNothing: Type.Boolean({ description: 'what one target refuses is given in none' }),
    reason: Reason,
    source: IdentityId,
    cause: Type.Union([BirthrightCause, Type.Null()]),
    bundleAtLeast: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'number of the bundle that it was asked under: no earlier one judges it',
    }),
  },
  { additionalProperties: false },
);
export type Submitted = Static<typeof Submitted>;
