import { Type, type Static } from 'typebox';
import { AboutRequest } from '../access.js';
import { ApproverId, Hash, MillisSchema, Reason } from '../ids.js';
import { DeploymentId } from '../statement.js';

/** Header type of a vote. Signed by the approver's own enrolled key, never by a service. */
export const voteType = 'vote.v1';

/** One person's yes or no to one assessment of one request. */
export const Vote = Type.Object(
  {
    dep: DeploymentId,
    ...AboutRequest,
    ha: Hash,
    voter: ApproverId,
    decision: Type.Union([Type.Literal('yes'), Type.Literal('no')]),
    reason: Reason,
    iat: MillisSchema,
  },
  { additionalProperties: false },
);
export type Vote = Static<typeof Vote>;
