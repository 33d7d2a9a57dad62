import { Type, type Static } from 'typebox';
import { AskedItem, Drops } from '../access.js';
import { BeneficiaryId, IdentityId, Instant, Reason, RequestId, RequesterId } from '../ids.js';

const closed = { additionalProperties: false };

/** Somebody asks, through a source, for access of somebody. Gives nothing by itself. */
export const AccessRequested = Type.Object(
  {
    requester: RequesterId,
    beneficiary: BeneficiaryId,
    items: Type.Array(AskedItem, { minItems: 1, maxItems: 50, uniqueItems: true }),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
    drops: Type.Optional(Drops),
    allOrNothing: Type.Optional(Type.Boolean()),
    reason: Reason,
  },
  closed,
);
export type AccessRequested = Static<typeof AccessRequested>;

/** A request is taken back; what it gave already is removed. `request` is the id that submission answered with, or `event` the id of the asking event. */
export const AccessWithdrawn = Type.Object(
  {
    request: Type.Optional(RequestId),
    event: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    by: IdentityId,
    reason: Reason,
  },
  { ...closed, minProperties: 3, maxProperties: 3 },
);
export type AccessWithdrawn = Static<typeof AccessWithdrawn>;

/** The source is alive and has stated everything it knew at `at`. */
export const SourceHeartbeat = Type.Object({ at: Instant }, closed);
export type SourceHeartbeat = Static<typeof SourceHeartbeat>;
